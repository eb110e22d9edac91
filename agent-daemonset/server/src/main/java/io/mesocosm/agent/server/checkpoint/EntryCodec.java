package io.mesocosm.agent.server.checkpoint;

import io.mesocosm.agent.core.Entry;
import io.mesocosm.agent.core.KillCause;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.server.message.Specs;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.v1.TaskStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes: one for the version, one for the type, then the fields; messages as they came.
 */
final class EntryCodec {
    static final int VERSION = 1;

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(entry, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Entry entry, DataOutputStream out) throws IOException {
        switch (entry) {
            case Entry.AgentNamed e -> {
                out.writeByte(1);
                text(out, e.agentId());
            }
            case Entry.FrameworkKnown e -> {
                out.writeByte(2);
                bytes(out, e.framework().info().bytes());
            }
            case Entry.FrameworkShutdown e -> {
                out.writeByte(3);
                text(out, e.frameworkId());
            }
            case Entry.ExecutorStarted e -> {
                out.writeByte(4);
                executor(out, e.executor());
                container(out, e.container());
                instant(out, e.at());
            }
            case Entry.TaskAdded e -> {
                out.writeByte(5);
                text(out, e.task().key().frameworkId());
                bytes(out, e.task().info().bytes());
                text(out, e.executorId());
                container(out, e.container());
                text(out, e.group() == null ? "" : e.group());
                instant(out, e.at());
            }
            case Entry.ExecutorConnected e -> {
                out.writeByte(6);
                key(out, e.executor());
            }
            case Entry.TasksDelivered e -> {
                out.writeByte(7);
                key(out, e.executor());
                out.writeInt(e.taskIds().size());
                for (String id : e.taskIds()) {
                    text(out, id);
                }
            }
            case Entry.UpdateRecorded e -> update(out, e);
            case Entry.UpdateAcknowledged e -> {
                out.writeByte(9);
                key(out, e.task());
                out.writeLong(e.uuid().getMostSignificantBits());
                out.writeLong(e.uuid().getLeastSignificantBits());
            }
            case Entry.KillBegan e -> {
                out.writeByte(10);
                key(out, e.task());
                text(out, e.cause().name());
                instant(out, e.since());
                instant(out, e.deadline());
            }
            case Entry.ExecutorShutdownBegan e -> {
                out.writeByte(11);
                key(out, e.executor());
                instant(out, e.deadline());
            }
            case Entry.ExecutorEnded e -> ended(out, 12, e.executor(), e.container(), e.at());
            case Entry.ExecutorCompleted e -> ended(out, 13, e.executor(), e.container(), e.at());
            case Entry.SandboxDropped e -> {
                out.writeByte(14);
                container(out, e.container());
            }
            case Entry.AgentForgotten _ -> out.writeByte(15);
        }
    }

    private static void update(DataOutputStream out, Entry.UpdateRecorded e) throws IOException {
        out.writeByte(8);
        key(out, e.task());
        text(out, e.executorId());
        out.writeBoolean(!e.status().original().isEmpty());
        bytes(out, Statuses.encode(e.task(), e.executorId(), null, e.status()).toByteArray());
    }

    private static void ended(
            DataOutputStream out, int type, ExecutorKey executor, ContainerId container, Instant at)
            throws IOException {
        out.writeByte(type);
        key(out, executor);
        container(out, container);
        instant(out, at);
    }

    /** The entry; an IOException says why these bytes are none that this version knows. */
    static Entry decode(byte[] encoded) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException(
                    "an entry of version " + version + ", this agent reads version " + VERSION);
        }
        try {
            Entry entry = read(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return entry;
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException e) {
            throw new IOException("not an entry: " + e.getMessage(), e);
        }
    }

    private static Entry read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case 1 -> new Entry.AgentNamed(text(in));
            case 2 -> new Entry.FrameworkKnown(Specs.framework(bytes(in)));
            case 3 -> new Entry.FrameworkShutdown(text(in));
            case 4 -> new Entry.ExecutorStarted(executor(in), someContainer(in), instant(in));
            case 5 -> task(in);
            case 6 -> new Entry.ExecutorConnected(executorKey(in));
            case 7 -> new Entry.TasksDelivered(executorKey(in), texts(in));
            case 8 -> update(in);
            case 9 ->
                    new Entry.UpdateAcknowledged(
                            taskKey(in), new UUID(in.readLong(), in.readLong()));
            case 10 ->
                    new Entry.KillBegan(
                            taskKey(in), KillCause.valueOf(text(in)), instant(in), instant(in));
            case 11 -> new Entry.ExecutorShutdownBegan(executorKey(in), instant(in));
            case 12 -> new Entry.ExecutorEnded(executorKey(in), someContainer(in), instant(in));
            case 13 -> new Entry.ExecutorCompleted(executorKey(in), someContainer(in), instant(in));
            case 14 -> new Entry.SandboxDropped(someContainer(in));
            case 15 -> new Entry.AgentForgotten();
            default -> throw new IOException("an entry of the unknown type " + type);
        };
    }

    private static Entry task(DataInputStream in) throws IOException {
        TaskSpec spec = Specs.task(text(in), bytes(in));
        String executorId = text(in);
        ContainerId container = container(in);
        String group = text(in);
        return new Entry.TaskAdded(
                spec, executorId, container, group.isEmpty() ? null : group, instant(in));
    }

    private static Entry update(DataInputStream in) throws IOException {
        TaskKey key = taskKey(in);
        String executorId = text(in);
        boolean original = in.readBoolean();
        Status status = Statuses.decode(TaskStatus.parseFrom(bytes(in)), original, Instant.EPOCH);
        return new Entry.UpdateRecorded(key, executorId, status);
    }

    private static void executor(DataOutputStream out, ExecutorSpec spec) throws IOException {
        key(out, spec.key());
        text(out, spec.kind().name());
        Allotment resources = spec.resources();
        out.writeLong(resources.cpus());
        out.writeLong(resources.mem());
        out.writeLong(resources.disk());
        out.writeLong(resources.cpuLimit());
        out.writeLong(resources.memLimit());
        Duration grace = spec.shutdownGrace();
        out.writeLong(grace == null ? -1 : grace.toNanos());
        bytes(out, spec.info().bytes());
    }

    private static ExecutorSpec executor(DataInputStream in) throws IOException {
        ExecutorKey key = executorKey(in);
        ExecutorKind kind = ExecutorKind.valueOf(text(in));
        Allotment resources =
                new Allotment(
                        in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        long grace = in.readLong();
        return new ExecutorSpec(
                key,
                kind,
                resources,
                grace < 0 ? null : Duration.ofNanos(grace),
                Payload.of(bytes(in)));
    }

    private static void container(DataOutputStream out, @Nullable ContainerId id)
            throws IOException {
        text(out, id == null ? "" : id.value());
        if (id != null) {
            container(out, id.parent());
        }
    }

    private static @Nullable ContainerId container(DataInputStream in) throws IOException {
        String value = text(in);
        return value.isEmpty() ? null : new ContainerId(value, container(in));
    }

    private static ContainerId someContainer(DataInputStream in) throws IOException {
        ContainerId id = container(in);
        if (id == null) {
            throw new IOException("an entry without its container");
        }
        return id;
    }

    private static void key(DataOutputStream out, TaskKey key) throws IOException {
        text(out, key.frameworkId());
        text(out, key.taskId());
    }

    private static TaskKey taskKey(DataInputStream in) throws IOException {
        return new TaskKey(text(in), text(in));
    }

    private static void key(DataOutputStream out, ExecutorKey key) throws IOException {
        text(out, key.frameworkId());
        text(out, key.executorId());
    }

    private static ExecutorKey executorKey(DataInputStream in) throws IOException {
        return new ExecutorKey(text(in), text(in));
    }

    private static void instant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a field longer than its entry");
        }
        return in.readNBytes(length);
    }
}
