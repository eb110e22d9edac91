package io.mesocosm.master.server.leadership;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What a master tells the others of itself when it campaigns, as JSON in the election.
 *
 * @param id the master's
 * @param hostname by which clients reach it
 * @param ip told to others
 * @param port of HTTP
 * @param link where agents connect, {@code host:port}
 * @param version of Mesos, as the master tells it
 */
public record Candidate(
        String id, String hostname, String ip, int port, String link, String version) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Candidate {
        requireNonNull(id, "id");
        requireNonNull(hostname, "hostname");
        requireNonNull(ip, "ip");
        requireNonNull(link, "link");
        requireNonNull(version, "version");
    }

    /** Where its HTTP endpoints are, {@code hostname:port}. */
    public String http() {
        return address(hostname, port);
    }

    /** A host and a port in one; an IPv6 address is put in brackets. */
    public static String address(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** As the election keeps it. */
    public String text() {
        return JSON.createObjectNode()
                .put("id", id)
                .put("hostname", hostname)
                .put("ip", ip)
                .put("port", port)
                .put("link", link)
                .put("version", version)
                .toString();
    }

    /** The candidate of that text; empty when it is not of this form. */
    public static Optional<Candidate> of(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        boolean whole =
                json.path("id").isTextual()
                        && json.path("hostname").isTextual()
                        && json.path("port").canConvertToInt()
                        && json.path("link").isTextual();
        return whole
                ? Optional.of(
                        new Candidate(
                                json.path("id").textValue(),
                                json.path("hostname").textValue(),
                                json.path("ip").asText(),
                                json.path("port").intValue(),
                                json.path("link").textValue(),
                                json.path("version").asText()))
                : Optional.empty();
    }
}
