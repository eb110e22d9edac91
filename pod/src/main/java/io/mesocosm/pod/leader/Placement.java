package io.mesocosm.pod.leader;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a leader is, as an EndpointSlice says it.
 *
 * @param ports by their names in the Service
 */
record Placement(String ip, Map<String, Integer> ports, long term) {
    static final String TERM = "mesocosm.io/term";
    private static final String ENDPOINTS = "endpoints";
    private static final String PORTS = "ports";

    Placement {
        requireNonNull(ip, "ip");
        ports = Map.copyOf(new TreeMap<>(ports));
    }

    boolean isSupersededIn(ObjectNode slice) {
        return termOf(slice) > term;
    }

    private static long termOf(ObjectNode slice) {
        return slice.path("metadata").path("annotations").path(TERM).asLong(0);
    }

    boolean isIn(ObjectNode slice) {
        return termOf(slice) == term
                && slice.path(ENDPOINTS).size() == 1
                && slice.path(ENDPOINTS).path(0).path("addresses").size() == 1
                && slice.path(ENDPOINTS).path(0).path("addresses").path(0).asText().equals(ip)
                && slice.path(ENDPOINTS).path(0).path("conditions").path("ready").asBoolean(false)
                && ports.equals(portsOf(slice));
    }

    private static Map<String, Integer> portsOf(ObjectNode slice) {
        Map<String, Integer> found = new TreeMap<>();
        slice.path(PORTS)
                .forEach(port -> found.put(port.path("name").asText(), port.path("port").asInt()));
        return found;
    }

    /** The slice with this in place of what it said; all else in it stays. */
    ObjectNode writeTo(ObjectNode slice) {
        ObjectNode next = slice.deepCopy();
        next.withObject("/metadata").withObject("/annotations").put(TERM, Long.toString(term));
        ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
        endpoint.putArray("addresses").add(ip);
        endpoint.putObject("conditions").put("ready", true);
        next.putArray(ENDPOINTS).add(endpoint);
        ArrayNode list = next.putArray(PORTS);
        new TreeMap<>(ports)
                .forEach(
                        (name, port) ->
                                list.addObject()
                                        .put("name", name)
                                        .put("port", port)
                                        .put("protocol", "TCP"));
        return next;
    }
}
