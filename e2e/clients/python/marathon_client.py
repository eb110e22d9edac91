"""Drives Marathon with the `marathon` client: apps, scaling, a rolling update, groups, events.
Argument: Marathon's URL."""

import collections
import collections.abc
import sys
import threading
import time

# The client's last release still asks for the name that Python 3.10 removed.
collections.Iterable = collections.abc.Iterable

from marathon import MarathonClient
from marathon.exceptions import MarathonHttpError, NotFoundError
from marathon.models import MarathonApp, MarathonGroup, MarathonHealthCheck

PATIENCE = 60


def expect(holds, what):
    if not holds:
        sys.exit("not so: %s" % (what,))


def until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        expect(time.monotonic() < end, "waited in vain for " + what)
        time.sleep(0.2)


def listen(client, seen):
    try:
        for event in client.event_stream():
            seen.add(event.event_type)
    except Exception as ended:
        seen.add(repr(ended))


def settled(client):
    return lambda: not client.list_deployments()


def deploy(client):
    app = MarathonApp(
        id="/py/sleeper", cmd="sleep 1000", cpus=0.1, mem=32, instances=1,
        env={"COLOUR": "red"}, labels={"made-by": "marathon"}, max_launch_delay_seconds=60,
        health_checks=[MarathonHealthCheck(
            protocol="COMMAND", command={"value": "true"}, grace_period_seconds=5,
            interval_seconds=1, timeout_seconds=5, max_consecutive_failures=3)])
    created = client.create_app("/py/sleeper", app)
    expect(created.version and created.deployments, created)
    until("the deployment", settled(client))
    until("health", lambda: client.get_app("/py/sleeper").tasks_healthy == 1)
    client.scale_app("/py/sleeper", delta=1)
    until("the scaling", settled(client))
    tasks = client.list_tasks("/py/sleeper")
    expect(len(tasks) == 2 and all(task.host and task.started_at for task in tasks), tasks)
    return tasks


def update(client, old):
    app = client.get_app("/py/sleeper")
    app.env["COLOUR"] = "blue"
    client.update_app("/py/sleeper", app)
    until("the update", settled(client))
    after = client.get_app("/py/sleeper", embed_tasks=True)
    expect(after.env["COLOUR"] == "blue" and after.tasks_running == 2, after)
    expect(not {t.id for t in after.tasks} & {t.id for t in old}, "old tasks are left")
    expect(len(client.list_versions("/py/sleeper")) >= 2, "one version only")
    killed = client.kill_task("/py/sleeper", after.tasks[0].id)
    expect(killed is not None, "no answer to the kill of a task")
    until("the replacement", lambda: client.get_app("/py/sleeper").tasks_running == 2)
    client.restart_app("/py/sleeper")
    until("the restart", settled(client))


def misuse(client):
    try:
        client.get_app("/py/nothing")
        sys.exit("an app that is not there was read")
    except NotFoundError as error:
        expect("/py/nothing" in str(error), error)
    try:
        client.create_app("/py/sleeper", MarathonApp(id="/py/sleeper", cmd="true"))
        sys.exit("an app was created twice")
    except MarathonHttpError as error:
        expect(error.status_code == 409, error)


def waiting(client):
    client.create_app("/py/big", MarathonApp(cmd="true", cpus=9000, mem=32))
    until("the queue", lambda: [item.app.id for item in client.list_queue()] == ["/py/big"])
    deployment = [d for d in client.list_deployments() if d.affected_apps == ["/py/big"]][0]
    client.delete_deployment(deployment.id)
    until("its rollback", settled(client))


def groups(client):
    apps = [{"id": name, "cmd": "sleep 1000", "cpus": 0.1, "mem": 32} for name in ("a", "b")]
    client.create_group(MarathonGroup(id="/py/group", apps=apps))
    until("the group", settled(client))
    group = client.get_group("/py/group")
    expect(sorted(app.id for app in group.apps) == ["/py/group/a", "/py/group/b"], group)
    expect(len(client.list_apps(app_id="/py/group")) == 2, "its apps")
    expect("/py/group" in [g.id for g in client.get_group("/py").groups], "the group above")
    expect("/py" in [group.id for group in client.list_groups()], "the list of groups")
    client.delete_group("/py/group")
    until("its end", settled(client))


def main(url):
    client = MarathonClient(url, timeout=30)
    expect(client.ping().strip() == b'"pong"', client.ping())
    info = client.get_info()
    expect(info.framework_id and info.version, info)
    expect(client.get_leader()["leader"], "no leader")
    seen = set()
    threading.Thread(target=listen, args=(MarathonClient(url), seen), daemon=True).start()
    until("the event stream", lambda: "event_stream_attached" in seen)
    update(client, deploy(client))
    misuse(client)
    waiting(client)
    groups(client)
    expect(client.list_queue() == [],
           "something waits")
    client.delete_app("/py/sleeper")
    until("its deletion", settled(client))
    expect(not [app for app in client.list_apps() if app.id.startswith("/py/")], "apps are left")
    wanted = {"api_post_event", "status_update_event", "deployment_info", "deployment_success",
              "deployment_step_success", "health_status_changed_event", "group_change_success"}
    until("events %s of %s" % (wanted, seen), lambda: wanted <= seen)
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1])
