package io.mesocosm.marathon.server.rest;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.server.json.AppView;
import io.mesocosm.marathon.server.json.TaskView;
import java.util.List;
import java.util.Objects;

/** The tasks as plain text: a line per port of each app, as HAProxy bridges read it (spec §1.6). */
final class EndpointLines {

    private final StringBuilder out = new StringBuilder();

    private EndpointLines() {}

    static String of(List<AppView> apps) {
        EndpointLines lines = new EndpointLines();
        apps.forEach(lines::app);
        return lines.out.toString();
    }

    private void app(AppView view) {
        App app = view.app();
        List<Task> running =
                view.tasks().stream()
                        .map(TaskView::instance)
                        .filter(i -> i.condition() == Condition.RUNNING)
                        .map(Instance::task)
                        .filter(Objects::nonNull)
                        .toList();
        List<PortSpec> ports = app.ports();
        if (ports.isEmpty()) {
            out.append(app.id().safe()).append("\t \t");
            running.forEach(t -> out.append(t.placement().host()).append(' '));
            out.append('\n');
        }
        int hostPorts = 0;
        for (PortSpec port : ports) {
            out.append(app.id().safe()).append('\t').append(port.servicePort()).append('\t');
            for (Task task : running) {
                endpoint(task, port, hostPorts);
            }
            out.append('\n');
            hostPorts += port.hostPort() == null ? 0 : 1;
        }
    }

    /** A port without a host port is reached at the container's own address, if it has one. */
    private void endpoint(Task task, PortSpec port, int hostPortIndex) {
        if (port.hostPort() != null) {
            int number =
                    hostPortIndex < task.hostPorts().size()
                            ? task.hostPorts().get(hostPortIndex)
                            : 0;
            out.append(task.placement().host()).append(':').append(number).append('\t');
        } else if (!task.ipAddresses().isEmpty()) {
            out.append(task.ipAddresses().getFirst().address())
                    .append(':')
                    .append(port.containerPort())
                    .append('\t');
        }
    }
}
