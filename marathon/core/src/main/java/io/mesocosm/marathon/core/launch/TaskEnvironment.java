package io.mesocosm.marathon.core.launch;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment variables that every task of an app finds (spec §6). */
public final class TaskEnvironment {

    private static final int LONGEST_LABEL = 512;
    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** Where a task runs, and what its surroundings prescribe. */
    public record Site(String host, String prefix, boolean enforceRole) {}

    private final App app;
    private final String prefix;
    private final Map<String, String> result = new LinkedHashMap<>();

    private TaskEnvironment(App app, String prefix) {
        this.app = app;
        this.prefix = prefix;
    }

    /**
     * The variables; {@code ports} are the numbers the app is reached at, one per port in order.
     * The app's own variables override all others.
     */
    public static Map<String, String> of(App app, TaskId task, List<Integer> ports, Site site) {
        TaskEnvironment environment = new TaskEnvironment(app, site.prefix);
        environment.identity(task, site.enforceRole);
        environment.labels();
        environment.result.put(site.prefix + "HOST", site.host);
        environment.ports(ports);
        environment.result.putAll(app.env());
        return environment.result;
    }

    /** The text form of a version, which is its identity (spec §1.1). */
    public static String text(Instant version) {
        return VERSION.format(version);
    }

    private void identity(TaskId task, boolean enforceRole) {
        result.put("MESOS_TASK_ID", task.value());
        result.put("MARATHON_APP_ID", app.id().value());
        result.put("MARATHON_APP_VERSION", text(app.version()));
        Container container = app.container();
        if (container != null
                && container.type() == Container.Type.DOCKER
                && container.docker() != null) {
            result.put("MARATHON_APP_DOCKER_IMAGE", container.docker().image());
        }
        result.put("MARATHON_APP_RESOURCE_CPUS", Double.toString(app.resources().cpus()));
        result.put("MARATHON_APP_RESOURCE_MEM", Double.toString(app.resources().mem()));
        result.put("MARATHON_APP_RESOURCE_DISK", Double.toString(app.resources().disk()));
        result.put("MARATHON_APP_RESOURCE_GPUS", Integer.toString(app.resources().gpus()));
        result.put("MARATHON_APP_ENFORCE_GROUP_ROLE", enforceRole ? "TRUE" : "FALSE");
    }

    private void labels() {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, String> label : app.taskLabels().entrySet()) {
            if (label.getKey().length() < LONGEST_LABEL
                    && label.getValue().length() < LONGEST_LABEL) {
                String name =
                        label.getKey().replaceAll("[^a-zA-Z0-9_]", "_").toUpperCase(Locale.ROOT);
                names.add(name);
                result.put("MARATHON_APP_LABEL_" + name, label.getValue());
            }
        }
        result.put("MARATHON_APP_LABELS", String.join(" ", names));
    }

    private void ports(List<Integer> ports) {
        List<PortSpec> specs = app.ports();
        for (int i = 0; i < ports.size(); i++) {
            String value = Integer.toString(ports.get(i));
            PortSpec spec = specs.get(i);
            result.put(prefix + "PORT" + i, value);
            if (spec.requestedPort() != 0) {
                result.put(prefix + "PORT_" + spec.requestedPort(), value);
            }
            if (spec.name() != null) {
                result.put(prefix + "PORT_" + spec.name().toUpperCase(Locale.ROOT), value);
            }
        }
        if (!ports.isEmpty()) {
            result.put(prefix + "PORT", Integer.toString(ports.getFirst()));
            result.put(
                    prefix + "PORTS",
                    String.join(",", ports.stream().map(p -> Integer.toString(p)).toList()));
        }
    }

    /**
     * The number each port is reached at inside the container: its own, or its host port where it
     * asked for 0, or a random one from 1025 up where neither exists.
     */
    public static List<Integer> containerPorts(
            App app, List<@Nullable Integer> hostPorts, long random) {
        List<Integer> result = new ArrayList<>();
        List<PortSpec> specs = app.ports();
        for (int i = 0; i < specs.size(); i++) {
            Integer host = hostPorts.get(i);
            Integer container = specs.get(i).containerPort();
            if (container != null && container != 0) {
                result.add(container);
            } else if (host != null) {
                result.add(host);
            } else {
                result.add(1025 + (int) Math.floorMod(random + i * 7919L, 65536L - 1025L));
            }
        }
        return result;
    }
}
