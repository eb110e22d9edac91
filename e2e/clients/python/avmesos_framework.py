"""A framework on avmesos, which reads the stream by lines: a task that finishes, one that is killed,
reconciliation, suppress, revive, teardown. Argument: the master's host:port."""

import logging
import os
import sys
import threading

from avmesos.client import MesosClient

PATIENCE = 45

# The client sees an event when the next one comes: offers that keep coming bring it the rest, and
# the answer about a task that nobody knows brings it an offer.
AT_ONCE = {"filters": {"refuse_seconds": 0}}
NOBODY = [{"task_id": {"value": "nobody"}}]


class Framework:
    def __init__(self, master):
        self.changed = threading.Condition()
        self.seen = {}
        self.statuses = {}
        self.waiting = [("finishing", "true"), ("killed", "exec sleep 1000")]
        self.driver = None
        self.client = MesosClient(["http://" + master], frameworkName="avmesos", frameworkUser="root")
        self.client.add_capability("PARTITION_AWARE")
        self.client.set_failover_timeout(60)
        for event, hears in (
            (MesosClient.SUBSCRIBED, self.subscribed),
            (MesosClient.OFFERS, self.offers),
            (MesosClient.UPDATE, self.update),
            (MesosClient.ERROR, self.fail),
            (MesosClient.HEARTBEAT, lambda beat: self.count("heartbeats")),
        ):
            self.client.on(event, hears)

    def count(self, what):
        with self.changed:
            self.seen[what] = self.seen.get(what, 0) + 1
            self.changed.notify_all()

    def until(self, what, holds):
        with self.changed:
            if not self.changed.wait_for(holds, PATIENCE):
                self.fail("waited in vain for %s; %s; %s" % (what, self.seen, self.statuses))

    def fail(self, text):
        # The stream's thread reads on: only this ends the process.
        print(text, flush=True)
        os._exit(1)

    def subscribed(self, driver):
        self.driver = driver
        driver.reconcile(NOBODY)
        self.count("subscribed")

    def offers(self, offers):
        for offer in offers:
            tasks, self.waiting = self.waiting, []
            if tasks:
                agent = offer.get_offer()["agent_id"]["value"]
                offer.accept([task(agent, *each) for each in tasks], AT_ONCE)
            else:
                offer.decline(AT_ONCE)
            self.count("offers")

    def update(self, update):
        status = update["status"]
        with self.changed:
            self.statuses.setdefault(status["task_id"]["value"], []).append(status)
            self.changed.notify_all()

    def states(self, name):
        return [status["state"] for status in self.statuses.get(name, [])]

    def run(self):
        threading.Thread(target=self.client.register, daemon=True).start()
        self.until("the end of a task", lambda: "TASK_FINISHED" in self.states("finishing"))
        self.until("the other's start", lambda: "TASK_RUNNING" in self.states("killed"))
        running = self.statuses["killed"][-1]
        self.driver.reconcile([{key: running[key] for key in ("task_id", "agent_id")}])
        self.until("its reconciliation", lambda: self.statuses["killed"][-1].get("reason")
                   == "REASON_RECONCILIATION")
        self.driver.kill(running["agent_id"]["value"], "killed")
        self.until("its end", lambda: "TASK_KILLED" in self.states("killed"))
        self.driver.suppress()
        offers = self.seen["offers"]
        self.driver.revive()
        self.driver.reconcile(NOBODY)
        self.until("an offer after the revival", lambda: self.seen["offers"] > offers)
        self.until("a heartbeat", lambda: self.seen.get("heartbeats"))
        for status in self.statuses["nobody"]:
            if status["state"] != "TASK_UNKNOWN" or "uuid" in status:
                self.fail(str(status))
        # The client's thread takes the end of its subscription for a failure and logs it, now or
        # in the middle of the verdict.
        logging.disable()
        self.driver.tearDown()
        print("ok", flush=True)
        os._exit(0)


def task(agent, name, command):
    return {
        "name": name, "task_id": {"value": name}, "agent_id": {"value": agent},
        "command": {"value": command},
        "resources": [
            {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}},
            {"name": "mem", "type": "SCALAR", "scalar": {"value": 32}},
        ],
    }


if __name__ == "__main__":
    Framework(sys.argv[1]).run()
