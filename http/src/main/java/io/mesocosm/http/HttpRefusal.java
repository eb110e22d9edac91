package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** An error answer: a status, a plain text and headers of its own (spec §0.5.2). */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    private HttpRefusal(int status, String body, Map<String, String> headers) {
        super(requireNonNull(body, "body"), null, false, false);
        this.status = status;
        this.headers = headers;
    }

    /** The status with Mesos's standard text, as {@code 404 Not Found.}. */
    public static HttpRefusal of(int status) {
        return of(status, standardText(status));
    }

    /** The status with a text; an empty one leaves the body empty. */
    public static HttpRefusal of(int status, String body) {
        return new HttpRefusal(status, body, Map.of());
    }

    /** 405 in Mesos's words. */
    public static HttpRefusal methodNotAllowed(String received, String... allowed) {
        String text =
                "405 Method Not Allowed. Expecting one of { '%s' }, but received '%s'."
                        .formatted(String.join("', '", allowed), received);
        return new HttpRefusal(405, text, Map.of("Allow", String.join(", ", allowed)));
    }

    /** The same refusal with one more header. */
    public HttpRefusal with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpRefusal(status, body(), more);
    }

    public int status() {
        return status;
    }

    public String body() {
        return requireNonNull(getMessage());
    }

    /** Headers that belong to this refusal alone. */
    public Map<String, String> headers() {
        return headers;
    }

    static String standardText(int status) {
        // Jetty shortens this one name.
        return status == 500
                ? "500 Internal Server Error."
                : status + " " + HttpStatus.getMessage(status) + ".";
    }
}
