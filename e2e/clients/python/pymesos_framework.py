"""A framework on pymesos: tasks that finish, fail and are killed, reconciliation, and a custom
executor on pymesos with which it exchanges messages. Argument: the master's host:port."""

import os
import sys
import threading

from pymesos import MesosSchedulerDriver, Scheduler, decode_data, encode_data

ENDED = {"TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST", "TASK_ERROR", "TASK_DROPPED"}
PATIENCE = 45


class Framework(Scheduler):
    def __init__(self, executor_command):
        self.executor_command = executor_command
        self.changed = threading.Condition()
        self.waiting = []
        self.statuses = {}
        self.messages = []
        self.subscribed = None
        self.offer_fields = set()
        self.errors = []

    def tell(self):
        with self.changed:
            self.changed.notify_all()

    def until(self, what, holds):
        with self.changed:
            if not self.changed.wait_for(lambda: self.errors or holds(), PATIENCE) or self.errors:
                fail("waited in vain for %s; errors %s; statuses %s"
                     % (what, self.errors, self.statuses))

    def registered(self, driver, framework_id, master_info):
        self.subscribed = (framework_id, master_info)
        self.tell()

    def error(self, driver, message):
        self.errors.append(message)
        self.tell()

    def resourceOffers(self, driver, offers):
        for offer in offers:
            self.offer_fields.update(offer)
            with self.changed:
                tasks, self.waiting = self.waiting, []
            for task in tasks:
                task["agent_id"] = offer["agent_id"]
            driver.launchTasks(offer["id"], tasks, {"refuse_seconds": 0.5})

    def statusUpdate(self, driver, status):
        with self.changed:
            self.statuses.setdefault(status["task_id"]["value"], []).append(status)
        self.tell()

    def frameworkMessage(self, driver, executor_id, agent_id, message):
        self.messages.append(decode_data(message))
        self.tell()

    def launch(self, driver, *tasks):
        with self.changed:
            self.waiting.extend(tasks)
        driver.reviveOffers()

    def states(self, name):
        return [status["state"] for status in self.statuses.get(name, [])]

    def until_end(self, name, state):
        self.until("the end of " + name, lambda: ENDED.intersection(self.states(name)))
        expect(self.states(name)[-1] == state, self.statuses[name])


def task(name, **more):
    resources = [
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}},
        {"name": "mem", "type": "SCALAR", "scalar": {"value": 32}},
    ]
    return dict(task_id={"value": name}, name=name, resources=resources, **more)


def command(name, text):
    return task(name, command={"shell": True, "value": text})


def fail(text):
    # The driver's thread is no daemon: only this ends the process.
    print(text, flush=True)
    os._exit(1)


def expect(holds, what):
    if not holds:
        fail("not so: %s" % (what,))


def run_commands(framework, driver):
    names = ["one", "two", "three"]
    short = [command(name, "echo " + name) for name in names]
    framework.launch(driver, command("fails", "exit 7"), command("long", "sleep 1000"), *short)
    for name in names:
        framework.until_end(name, "TASK_FINISHED")
    framework.until_end("fails", "TASK_FAILED")
    framework.until("long", lambda: "TASK_RUNNING" in framework.states("long"))


def reconcile(framework, driver):
    before = len(framework.states("long"))
    driver.reconcileTasks([{"task_id": {"value": "long"}}, {"task_id": {"value": "unknown"}}])
    framework.until("reconciliation", lambda: len(framework.states("long")) > before)
    framework.until("reconciliation", lambda: framework.states("unknown"))
    answer = framework.statuses["long"][-1]
    expect(answer["state"] == "TASK_RUNNING", answer)
    expect(answer["reason"] == "REASON_RECONCILIATION" and "uuid" not in answer, answer)
    driver.reconcileTasks([])
    framework.until("implicit reconciliation", lambda: len(framework.states("long")) > before + 1)
    driver.killTask({"value": "long"})
    framework.until_end("long", "TASK_KILLED")


def run_executor(framework, driver):
    info = {
        "type": "CUSTOM",
        "executor_id": {"value": "echo"},
        "framework_id": {"value": driver.framework_id},
        "name": "echo",
        "command": {"shell": True, "value": framework.executor_command},
        "resources": task("x")["resources"],
    }
    names = ["custom-1", "custom-2"]
    framework.launch(
        driver, *[task(name, executor=info, data=encode_data(name.encode())) for name in names]
    )
    framework.until("messages", lambda: len(framework.messages) == 2)
    expect(sorted(framework.messages) == [b"running custom-1", b"running custom-2"],
           framework.messages)
    framework.until("custom-1", lambda: framework.states("custom-1"))
    agent = framework.statuses["custom-1"][0]["agent_id"]
    driver.sendFrameworkMessage({"value": "echo"}, agent, encode_data(b"custom-1"))
    framework.until_end("custom-1", "TASK_FINISHED")
    expect(framework.statuses["custom-1"][-1]["message"] == "told to end", "its message")
    driver.killTask({"value": "custom-2"})
    framework.until_end("custom-2", "TASK_KILLED")


def main(master):
    here = os.path.dirname(os.path.abspath(__file__))
    start = "PYTHONPATH='%s' exec '%s' '%s'" % (
        os.environ.get("PYTHONPATH", ""), sys.executable, os.path.join(here, "pymesos_executor.py"))
    framework = Framework(start)
    info = {
        "user": "root", "name": "pymesos", "role": "pymesos", "checkpoint": True,
        "failover_timeout": 30.0,
    }
    driver = MesosSchedulerDriver(framework, info, master)
    driver.start()
    framework.until("registration", lambda: framework.subscribed)
    expect(driver.version, "the version of " + master)
    run_commands(framework, driver)
    reconcile(framework, driver)
    run_executor(framework, driver)
    expect({"id", "framework_id", "agent_id", "hostname", "resources"} <= framework.offer_fields,
           framework.offer_fields)
    driver.stop()
    driver.join()
    expect(not framework.errors, framework.errors)
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1])
