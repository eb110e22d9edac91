package io.mesocosm.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each request to its endpoint on a virtual thread of its own. */
final class RoutingHandler extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final Routes routes;
    private final HttpServerSettings settings;
    private final Executor threads;

    RoutingHandler(Routes routes, HttpServerSettings settings, Executor threads) {
        this.routes = routes;
        this.settings = settings;
        this.threads = threads;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        threads.execute(() -> answer(new JettyCall(request, response, callback)));
        return true;
    }

    private void answer(JettyCall call) {
        RequestPath path = routes.parse(call.rawPath());
        Routes.Match match = path == null ? null : routes.match(path.segments());
        boolean exact =
                match != null && match.rest().isEmpty() && path != null && !path.slashEnded();
        Exchange exchange =
                new Exchange(
                        call, match == null ? List.of() : match.rest(), exact, settings.bodyMax());
        try {
            if (settings.tls() != null && !call.request().isSecure()) {
                throw HttpRefusal.of(400, "This port speaks TLS: use https://");
            }
            if (match == null) {
                throw HttpRefusal.of(404);
            }
            match.endpoint().answer(exchange);
            exchange.checkAnswered();
        } catch (HttpRefusal refusal) {
            refuse(exchange, refusal);
        } catch (EofException | UncheckedIOException e) {
            call.fail(e);
        } catch (IOException e) {
            LOG.debug("method={} path={} client gone", call.method(), call.rawPath(), e);
            call.fail(e);
        } catch (RuntimeException e) {
            LOG.error("method={} path={} failed", call.method(), call.rawPath(), e);
            if (call.isCommitted()) {
                call.fail(e);
            } else {
                refuse(exchange, HttpRefusal.of(500));
            }
        }
    }

    private static void refuse(Exchange exchange, HttpRefusal refusal) {
        if (exchange.isAnswered()) {
            exchange.fail(refusal);
            return;
        }
        try {
            exchange.refuse(refusal);
        } catch (IOException e) {
            exchange.fail(e);
        }
    }
}
