package io.mesocosm.marathon.server.admission;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Authentication;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.tls.Groups;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets those in who prove who they are, where that is asked for, and all others to {@code /ping}
 * only (spec §1.1, design §6). Any thread.
 *
 * <p>A Marathon that stands by proves to the leader that it is one, and not who asked it: that it
 * says in a header, which the leader believes of a fellow Marathon and of nobody else.
 */
public final class Admission {

    /** In a request that is passed on: the group of the client that asked. */
    public static final String CLIENT = "X-Mesocosm-Client-Group";

    private static final String REALM = "Mesosphere";

    /** Of a client that proved who it is by other means than a certificate. */
    private static final String NO_GROUP = "basic";

    /** Of a client that proved nothing, to a Marathon that does not ask for it. */
    private static final String NOBODY = "nobody";

    /** Lets everyone in. */
    public static final Admission OPEN = new Admission(null, Set.of());

    private final boolean open;
    private final Authentication all;
    private final Authentication basic;

    /**
     * Asks for proofs, unless there are none.
     *
     * @param credentials for HTTP Basic; null where certificates alone count
     * @param groups whose certificates count
     */
    public Admission(@Nullable Credentials credentials, Set<String> groups) {
        this.open = credentials == null && groups.isEmpty();
        this.all = new Authentication(REALM, credentials, groups);
        this.basic = new Authentication(REALM, credentials, Set.of());
    }

    /** The endpoint for those who may ask; 401 for all others. */
    public Endpoint guard(Endpoint inside) {
        requireNonNull(inside, "inside");
        if (open) {
            return inside;
        }
        Endpoint proven = all.guard(inside);
        Endpoint carried = basic.guard(inside);
        return exchange -> {
            if (exchange.rest().equals(List.of("ping"))) {
                inside.answer(exchange);
            } else if (NOBODY.equals(exchange.header(CLIENT))) {
                // The fellow's certificate says nothing of a client that it did not look at.
                carried.answer(exchange);
            } else {
                proven.answer(exchange);
            }
        };
    }

    /** What {@link #CLIENT} is to say of whose request was let in here. */
    public String client(Exchange exchange) {
        String group = group(exchange);
        if (group != null) {
            return group;
        }
        return exchange.principal() == null ? NOBODY : NO_GROUP;
    }

    /**
     * Whether the request may say whose an app is: the operator's may, where proofs are asked for.
     */
    public boolean mayAssign(Exchange exchange) {
        return open || Groups.OPERATORS.equals(group(exchange));
    }

    private static @Nullable String group(Exchange exchange) {
        String own = exchange.group();
        return Groups.MARATHONS.equals(own) ? exchange.header(CLIENT) : own;
    }
}
