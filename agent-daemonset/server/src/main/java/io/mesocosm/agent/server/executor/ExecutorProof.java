package io.mesocosm.agent.server.executor;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.server.executor.ExecutorTokens.Claims;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/** Asks executors for their tokens: 401 without a good one, 403 for another's (spec §2, §9). */
record ExecutorProof(ExecutorTokens tokens, Supplier<Instant> clock) {
    private static final String REALM = "Bearer realm=\"mesos-agent-executor\"";
    private static final String SCHEME = "bearer ";

    ExecutorProof {
        requireNonNull(tokens, "tokens");
        requireNonNull(clock, "clock");
    }

    /** What the exchange's token claims. */
    Claims claims(Exchange exchange) {
        String header = exchange.header("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthorized(REALM);
        }
        return tokens.read(header.substring(SCHEME.length()).strip(), clock.get())
                .orElseThrow(
                        () ->
                                unauthorized(
                                        REALM
                                                + ", error=\"invalid_token\", error_description=\"Invalid JWT\""));
    }

    private static HttpRefusal unauthorized(String challenge) {
        return HttpRefusal.of(401).with("WWW-Authenticate", challenge);
    }

    /** Refuses a token that is another's. */
    static void require(Claims claims, ExecutorKey executor, ContainerId container) {
        if (!claims.are(executor, container)) {
            throw HttpRefusal.of(
                    403,
                    "The token is of executor '%s' of framework '%s' in container '%s', and the call is made for executor '%s' of framework '%s' in container '%s'"
                            .formatted(
                                    claims.executorId(),
                                    claims.frameworkId(),
                                    claims.container(),
                                    executor.executorId(),
                                    executor.frameworkId(),
                                    container.value()));
        }
    }
}
