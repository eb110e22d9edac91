package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.instance.CheckResult;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code check}, and writes what it found (spec §5). */
final class CheckJson {

    private CheckJson() {}

    static @Nullable Check read(Fields app) {
        Fields f = app.object("check");
        if (f == null) {
            return null;
        }
        List<Check.Kind> kinds =
                List.of(Check.Kind.values()).stream().filter(k -> f.has(name(k))).toList();
        if (kinds.size() != 1) {
            app.error("check", "Must specify a single type of check, http, tcp, or exec");
            return null;
        }
        Check.Kind kind = kinds.getFirst();
        Fields probe = f.object(name(kind));
        if (probe == null) {
            return null;
        }
        return new Check(
                kind,
                probe.integer("portIndex"),
                probe.integer("port"),
                probe.text("path"),
                probe.text("scheme"),
                kind == Check.Kind.EXEC ? command(probe) : null,
                f.integer("intervalSeconds", 60),
                f.integer("timeoutSeconds", 20),
                f.integer("delaySeconds", 15));
    }

    private static String name(Check.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Check.@Nullable Command command(Fields probe) {
        Fields command = probe.object("command");
        if (command == null) {
            return null;
        }
        List<String> argv = command.texts("argv");
        return new Check.Command(command.text("shell"), argv == null ? List.of() : argv);
    }

    static ObjectNode write(Check check) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ObjectNode probe = out.putObject(name(check.kind()));
        if (check.port() != null) {
            probe.put("port", check.port());
        }
        if (check.portIndex() != null) {
            probe.put("portIndex", check.portIndex());
        }
        AppWriter.text(probe, "path", check.path());
        AppWriter.text(probe, "scheme", check.scheme());
        Check.Command command = check.command();
        if (command != null) {
            ObjectNode node = probe.putObject("command");
            AppWriter.text(node, "shell", command.shell());
            if (command.shell() == null) {
                ArrayNode argv = node.putArray("argv");
                command.argv().forEach(argv::add);
            }
        }
        out.put("intervalSeconds", check.intervalSeconds());
        out.put("timeoutSeconds", check.timeoutSeconds());
        out.put("delaySeconds", check.delaySeconds());
        return out;
    }

    static ObjectNode write(CheckResult result) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (result.kind()) {
            case HTTP -> out.putObject("http").put("statusCode", result.value());
            case TCP -> out.putObject("tcp").put("succeeded", result.value() == 1);
            case EXEC -> out.putObject("command").put("exitCode", result.value());
        }
        return out;
    }
}
