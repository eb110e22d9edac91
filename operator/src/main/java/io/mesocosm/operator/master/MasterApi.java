package io.mesocosm.operator.master;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Answer;
import io.mesocosm.operator.connection.ClusterHttp;
import io.mesocosm.operator.connection.Unreachable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The leading masters of all clusters, over Mesos's operator API v1. Safe for any thread. */
public final class MasterApi implements AutoCloseable {
    private static final String PATH = "/api/v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a master says who has understood a call and will not do it. */
    private static final Set<Integer> REFUSALS =
            Set.of(
                    HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_FORBIDDEN,
                    HttpURLConnection.HTTP_CONFLICT,
                    HttpURLConnection.HTTP_NOT_IMPLEMENTED);

    private final ClusterHttp http;

    /**
     * @param url with {scheme}, {cluster} and {namespace}
     * @param identities as which it speaks to each cluster
     */
    public MasterApi(String url, OperatorIdentities identities) {
        http = new ClusterHttp(url, identities);
    }

    /** The answer to a question such as GET_AGENTS, without what is around it. */
    public JsonNode ask(ClusterName cluster, String type) throws Unreachable {
        Answer answer = http.post(cluster, PATH, JSON.createObjectNode().put("type", type));
        if (!answer.isOk()) {
            throw unexpected(answer);
        }
        return answer.body().path(field(type));
    }

    /**
     * Has a call such as UPDATE_WEIGHTS done.
     *
     * @return why the master will not; empty when it did
     */
    public Optional<String> tell(ClusterName cluster, String type, ObjectNode what)
            throws Unreachable {
        ObjectNode call = JSON.createObjectNode().put("type", type);
        call.set(field(type), what);
        Answer answer = http.post(cluster, PATH, call);
        if (answer.isOk()) {
            return Optional.empty();
        }
        if (REFUSALS.contains(answer.status())) {
            String text = answer.text().strip();
            return Optional.of(
                    answer.status() == HttpURLConnection.HTTP_FORBIDDEN
                            ? "spec.acls do not let the principal operator " + type
                            : text.isEmpty() ? "status " + answer.status() : text);
        }
        throw unexpected(answer);
    }

    /** As from a standby, which sends elsewhere. */
    private static Unreachable unexpected(Answer answer) {
        return new Unreachable(
                "the master answers with status %d: %s".formatted(answer.status(), answer.text()),
                new IOException());
    }

    private static String field(String type) {
        return type.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        http.close();
    }
}
