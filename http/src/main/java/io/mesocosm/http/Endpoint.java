package io.mesocosm.http;

import java.io.IOException;

/**
 * Answers the requests of one route; called on a virtual thread of the request's own, so it may
 * block.
 */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers the request by exactly one of the exchange's answering methods, or refuses it.
     *
     * @throws HttpRefusal when the request is to be answered with an error
     * @throws IOException when the client is gone
     */
    void answer(Exchange exchange) throws IOException;
}
