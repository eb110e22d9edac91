package io.mesocosm.marathon.server.rest;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Lets requests in as {@link Access} says (spec §1.1); safe for any thread. */
final class Door {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private final Access access;
    private final Semaphore places;
    private final Endpoint inside;

    Door(Access access, Endpoint inside) {
        this.access = access;
        this.places = new Semaphore(access.concurrent());
        this.inside = access.admission().guard(inside);
    }

    void answer(Exchange exchange) throws IOException {
        if (!access.origins().isEmpty()) {
            allowOrigin(exchange);
        }
        if (exchange.method().equals("OPTIONS")) {
            exchange.setHeader("Allow", METHODS).empty(200);
            return;
        }
        if (!places.tryAcquire()) {
            new Call(exchange, false).refuse(Refusal.of(503, "Too many concurrent requests."));
            return;
        }
        try {
            inside.answer(exchange);
        } finally {
            places.release();
        }
    }

    private void allowOrigin(Exchange exchange) {
        String asked = exchange.header("Origin");
        exchange.setHeader(
                "Access-Control-Allow-Origin",
                asked != null && access.origins().contains(asked)
                        ? asked
                        : access.origins().getLast());
        String headers = exchange.header("Access-Control-Request-Headers");
        if (headers != null) {
            exchange.setHeader("Access-Control-Allow-Headers", headers);
        }
        exchange.setHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        exchange.setHeader("Access-Control-Max-Age", "86400");
        exchange.setHeader("Vary", "Origin");
    }
}
