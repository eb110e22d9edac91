package io.mesocosm.master.server.state;

import io.mesocosm.master.core.task.Executor;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;

/** An executor of a framework. */
final class ExecutorJson {
    private ExecutorJson() {}

    static void write(JsonWriter writer, Executor executor) {
        ExecutorInfo info = PayloadReader.read(ExecutorInfo.parser(), executor.spec().info());
        writer.beginObject();
        writer.field("executor_id", executor.spec().id());
        writer.field("name", executor.spec().name());
        writer.field("framework_id", executor.frameworkId());
        command(writer, info.getCommand());
        ResourcesJson.field(writer, "resources", executor.resources());
        if (info.getResourcesCount() > 0) {
            writer.field("role", executor.role());
        }
        if (info.hasLabels()) {
            TaskJson.labels(writer, info.getLabels());
        }
        if (info.hasType()) {
            writer.field("type", info.getType().name());
        }
        writer.field("slave_id", executor.agentId());
        writer.endObject();
    }

    private static void command(JsonWriter writer, CommandInfo command) {
        writer.name("command").beginObject();
        if (command.hasShell()) {
            writer.field("shell", command.getShell());
        }
        if (command.hasValue()) {
            writer.field("value", command.getValue());
        }
        writer.name("argv").beginArray();
        command.getArgumentsList().forEach(writer::value);
        writer.endArray();
        if (command.hasEnvironment()) {
            MesosJson.write(command.getEnvironment(), writer.name("environment"));
        }
        writer.name("uris").beginArray();
        for (CommandInfo.URI uri : command.getUrisList()) {
            writer.beginObject().field("value", uri.getValue());
            writer.field("executable", uri.getExecutable()).endObject();
        }
        writer.endArray().endObject();
    }
}
