package io.mesocosm.operator.marathon;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Answer;
import io.mesocosm.operator.connection.ClusterHttp;
import io.mesocosm.operator.connection.Unreachable;
import java.util.Map;
import java.util.stream.Stream;

/** The Marathons of all clusters, over their REST API; every call ends within a few seconds. */
public final class MarathonApi implements AutoCloseable {
    private final ClusterHttp http;

    /**
     * @param url with {scheme}, {cluster} and {namespace}
     * @param identities as which it speaks to each cluster
     */
    public MarathonApi(String url, OperatorIdentities identities) {
        http = new ClusterHttp(url, identities);
    }

    public Answer get(ClusterName cluster, String path) throws Unreachable {
        return http.get(cluster, path);
    }

    /** With further headers, which may carry a trace on. */
    public Answer put(ClusterName cluster, String path, JsonNode body, Map<String, String> headers)
            throws Unreachable {
        return http.put(cluster, path, body, headers);
    }

    public Answer delete(ClusterName cluster, String path) throws Unreachable {
        return http.delete(cluster, path);
    }

    /** The lines of Marathon's event stream, until it or the caller closes it. */
    Stream<String> events(ClusterName cluster) throws Unreachable, InterruptedException {
        return http.events(cluster, "/v2/events?plan-format=light");
    }

    @Override
    public void close() {
        http.close();
    }
}
