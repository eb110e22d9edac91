package io.mesocosm.http.files;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.MediaTypes;
import io.mesocosm.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /files/browse}, {@code read}, {@code download} and {@code debug} (spec §5.3). */
public final class FilesEndpoints {
    private final VirtualFiles files;

    public FilesEndpoints(VirtualFiles files) {
        this.files = files;
    }

    /** Adds the four, with and without {@code .json}. */
    public void addTo(Routes.Builder routes) {
        addTo(routes, UnaryOperator.identity());
    }

    /** The same four, each guarded. */
    public void addTo(Routes.Builder routes, UnaryOperator<Endpoint> guard) {
        addTo(routes, guard, guard);
    }

    /** The same four, that which tells where files lie guarded in another way than the rest. */
    public void addTo(
            Routes.Builder routes,
            UnaryOperator<Endpoint> guard,
            UnaryOperator<Endpoint> guardOfDebug) {
        routes.only("/files/browse", guard.apply(this::browse))
                .only("/files/read", guard.apply(this::read))
                .only("/files/download", guard.apply(this::download))
                .only("/files/debug", guardOfDebug.apply(this::debug));
    }

    private void browse(Exchange exchange) throws IOException {
        List<FileFacts> found = require(files.browse(path(exchange)));
        exchange.json(
                writer -> {
                    writer.beginArray();
                    found.forEach(facts -> facts.write(writer));
                    writer.endArray();
                });
    }

    private void read(Exchange exchange) throws IOException {
        String path = path(exchange);
        long offset = number(exchange, "offset");
        long length = number(exchange, "length");
        VirtualFiles.Slice slice = require(files.read(path, offset, length));
        exchange.json(
                writer ->
                        writer.beginObject()
                                .field("data", new String(slice.data(), StandardCharsets.UTF_8))
                                .field("offset", slice.offset())
                                .endObject());
    }

    private void download(Exchange exchange) throws IOException {
        VirtualFiles.Content content = require(files.open(path(exchange)));
        try (InputStream in = content.stream()) {
            exchange.setHeader(
                    "Content-Disposition",
                    "attachment; filename=\""
                            + content.name().replaceAll("[\"\\\\\\p{Cntrl}]", "_")
                            + "\"");
            exchange.setHeader("Content-Type", MediaTypes.ofFile(content.name()));
            try (OutputStream out = exchange.relay(200)) {
                in.transferTo(out);
            }
        }
    }

    private void debug(Exchange exchange) throws IOException {
        exchange.json(
                writer -> {
                    writer.beginObject();
                    files.roots().forEach(writer::field);
                    writer.endObject();
                });
    }

    private static String path(Exchange exchange) {
        String path = exchange.query("path");
        if (path == null || path.isEmpty()) {
            throw HttpRefusal.of(400, "Expecting 'path=value' in query.\n");
        }
        return path;
    }

    private static long number(Exchange exchange, String name) {
        @Nullable String text = exchange.query(name);
        if (text == null) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw HttpRefusal.of(
                    400, "Failed to parse " + name + ": '" + text + "' is no number.\n");
        }
    }

    private static <T> T require(FileAnswer<T> answer) {
        return switch (answer) {
            case FileAnswer.Found<T>(T value) -> value;
            case FileAnswer.NotFound<T> _ -> throw HttpRefusal.of(404, "");
            case FileAnswer.Forbidden<T> _ -> throw HttpRefusal.of(403);
            case FileAnswer.Invalid<T>(String reason) -> throw HttpRefusal.of(400, reason + "\n");
        };
    }
}
