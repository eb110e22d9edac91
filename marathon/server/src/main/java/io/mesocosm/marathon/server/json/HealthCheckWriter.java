package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;

/** Writes one health check (spec §5). */
final class HealthCheckWriter {

    private HealthCheckWriter() {}

    static ObjectNode write(HealthCheck check) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("gracePeriodSeconds", check.gracePeriodSeconds());
        if (check.protocol() == Protocol.HTTP || check.protocol() == Protocol.HTTPS) {
            node.put("ignoreHttp1xx", check.ignoreHttp1xx());
        }
        node.put("intervalSeconds", check.intervalSeconds());
        node.put("maxConsecutiveFailures", check.maxConsecutiveFailures());
        AppWriter.text(node, "path", check.path());
        if (check.port() != null) {
            node.put("port", check.port());
        }
        if (check.portIndex() != null) {
            node.put("portIndex", check.portIndex());
        }
        node.put("protocol", check.protocol().name());
        if (check.command() != null) {
            node.putObject("command").put("value", check.command());
        } else {
            node.put("ipProtocol", check.ipProtocol());
        }
        node.put("timeoutSeconds", check.timeoutSeconds());
        node.put("delaySeconds", check.delaySeconds());
        return node;
    }
}
