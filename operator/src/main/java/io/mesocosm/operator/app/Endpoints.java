package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the running tasks of an app are reached.
 *
 * @param ports the app's ports, in its order
 * @param tasks each with a number for each of these ports
 */
record Endpoints(List<AppPort> ports, List<TaskEndpoint> tasks) {

    /**
     * A port of the app.
     *
     * @param number that of the Service
     * @param protocols TCP, UDP or both
     */
    record AppPort(String name, int number, Set<String> protocols) {}

    /** Where one task is reached. */
    record TaskEndpoint(String task, String address, List<Integer> ports, boolean ready) {}

    /** What an app in Marathon says of its ports and its running tasks. */
    static Endpoints of(JsonNode app) {
        boolean own = "container".equals(app.path("networks").path(0).path("mode").asText());
        JsonNode mappings = app.path("container").path("portMappings");
        boolean mapped = !mappings.isMissingNode();
        JsonNode given = mapped ? mappings : app.path("portDefinitions");
        List<AppPort> ports = new ArrayList<>();
        List<Integer> inContainer = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        Set<Integer> numbers = new TreeSet<>();
        for (JsonNode port : given) {
            int container = port.path("containerPort").asInt();
            int service = mapped ? port.path("servicePort").asInt() : port.path("port").asInt();
            int number = container > 0 && numbers.add(container) ? container : service;
            numbers.add(number);
            String name = port.path("name").asText("");
            String unique = name.isEmpty() || !names.add(name) ? "port-" + ports.size() : name;
            ports.add(new AppPort(unique, number, protocols(port)));
            inContainer.add(container);
        }
        boolean checked = !app.path("healthChecks").isEmpty();
        List<TaskEndpoint> tasks = new ArrayList<>();
        for (JsonNode task : app.path("tasks")) {
            if (task.path("state").asText().equals("TASK_RUNNING")) {
                tasks.add(endpoint(task, own ? inContainer : hostPorts(task), own, checked));
            }
        }
        return new Endpoints(List.copyOf(ports), List.copyOf(tasks));
    }

    private static Set<String> protocols(JsonNode port) {
        Set<String> protocols = new TreeSet<>();
        String given = port.path("protocol").asText("tcp").toUpperCase(Locale.ROOT);
        for (String protocol : List.of("TCP", "UDP")) {
            if (given.contains(protocol)) {
                protocols.add(protocol);
            }
        }
        return protocols;
    }

    private static List<Integer> hostPorts(JsonNode task) {
        List<Integer> ports = new ArrayList<>();
        task.path("ports").forEach(port -> ports.add(port.asInt()));
        return ports;
    }

    private static TaskEndpoint endpoint(
            JsonNode task, List<Integer> ports, boolean own, boolean checked) {
        String address =
                own
                        ? task.path("ipAddresses").path(0).path("ipAddress").asText()
                        : task.path("host").asText();
        return new TaskEndpoint(
                task.path("id").asText(), address, List.copyOf(ports), isReady(task, checked));
    }

    private static boolean isReady(JsonNode task, boolean checked) {
        JsonNode results = task.path("healthCheckResults");
        if (checked && results.isEmpty()) {
            return false;
        }
        for (JsonNode result : results) {
            if (!result.path("alive").asBoolean()) {
                return false;
            }
        }
        return true;
    }
}
