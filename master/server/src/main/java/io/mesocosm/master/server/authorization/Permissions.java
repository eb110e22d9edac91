package io.mesocosm.master.server.authorization;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Snapshot;
import java.util.Collection;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks the authorizer about whom an exchange is with; what is refused is 403 (spec §9). */
public record Permissions(Authorizer authorizer) {
    public Permissions {
        requireNonNull(authorizer, "authorizer");
    }

    /** What the exchange's principal sees. */
    public Viewer viewer(Exchange exchange) {
        return new Viewer(authorizer, exchange.principal());
    }

    /** The endpoint for those who may do that. */
    public UnaryOperator<Endpoint> guard(Action action, @Nullable String object) {
        return endpoint ->
                exchange -> {
                    require(exchange, action, object);
                    endpoint.answer(exchange);
                };
    }

    /** Refuses those who may not. */
    public void require(Exchange exchange, Action action, @Nullable String object) {
        if (!authorizer.allows(exchange.principal(), action, object)) {
            throw HttpRefusal.of(403);
        }
    }

    /** Refuses those who may not to each of these. */
    public void requireEach(Exchange exchange, Action action, Collection<String> objects) {
        if (!authorizer.allowsEach(exchange.principal(), action, objects)) {
            throw HttpRefusal.of(403);
        }
    }

    /** Refuses what no rule can allow, where what is not allowed is forbidden. */
    public void requirePermissive() {
        if (!authorizer.isPermissive()) {
            throw HttpRefusal.of(403);
        }
    }

    /** Refuses those who may not end the framework; one that is not known is no secret. */
    public void requireTeardown(Exchange exchange, Snapshot snapshot, String frameworkId) {
        Framework framework = snapshot.frameworks().find(one -> one.id().equals(frameworkId));
        if (framework != null) {
            String owner = framework.spec().principal();
            require(exchange, Action.TEARDOWN_FRAMEWORK, owner == null ? "" : owner);
        }
    }
}
