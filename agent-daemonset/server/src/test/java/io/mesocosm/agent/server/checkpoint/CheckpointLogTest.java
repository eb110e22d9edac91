package io.mesocosm.agent.server.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.agent.core.Entry;
import io.mesocosm.agent.core.KillCause;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.Limitation;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskState;
import io.mesocosm.agent.server.message.Specs;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointLogTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final ExecutorKey EXECUTOR = new ExecutorKey("f", "e");
    private static final TaskKey TASK = new TaskKey("f", "t");
    private static final ContainerId CONTAINER = ContainerId.root("c").child("d");

    @TempDir Path folder = Path.of("");

    private static List<Entry> everyKind() throws IOException, JsonException {
        byte[] framework =
                MesosJson.parse(
                                "{'user':'u','name':'n','id':{'value':'f'},'checkpoint':true}"
                                        .replace('\'', '"'),
                                FrameworkInfo.getDefaultInstance())
                        .toByteArray();
        byte[] task =
                MesosJson.parse(
                                ("{'name':'n','task_id':{'value':'t'},'agent_id':{'value':'a'},"
                                                + "'command':{'value':'true'},'kill_policy':{'grace_period':{'nanoseconds':7}}}")
                                        .replace('\'', '"'),
                                TaskInfo.getDefaultInstance())
                        .toByteArray();
        return List.of(
                new Entry.AgentNamed("a"),
                new Entry.FrameworkKnown(Specs.framework(framework)),
                new Entry.ExecutorStarted(
                        new ExecutorSpec(
                                EXECUTOR,
                                ExecutorKind.CUSTOM,
                                new Allotment(1, 2, 3, -1, Long.MAX_VALUE),
                                Duration.ofSeconds(9),
                                Payload.of(new byte[] {1})),
                        ContainerId.root("c"),
                        AT),
                new Entry.TaskAdded(Specs.task("f", task), "e", CONTAINER, "g", AT),
                new Entry.TaskAdded(Specs.task("f", task), "e", null, null, AT),
                new Entry.ExecutorConnected(EXECUTOR),
                new Entry.TasksDelivered(EXECUTOR, List.of("t", "ü")),
                new Entry.UpdateRecorded(TASK, "e", status()),
                new Entry.UpdateAcknowledged(TASK, new UUID(1, 2)),
                new Entry.KillBegan(TASK, KillCause.GROUP, AT, AT.plusSeconds(3)),
                new Entry.ExecutorShutdownBegan(EXECUTOR, AT),
                new Entry.ExecutorEnded(EXECUTOR, CONTAINER, AT),
                new Entry.ExecutorCompleted(EXECUTOR, CONTAINER, AT),
                new Entry.SandboxDropped(CONTAINER),
                new Entry.FrameworkShutdown("f"),
                new Entry.AgentForgotten());
    }

    private static Status status() {
        return new Status(
                new UUID(3, 4),
                TaskState.FAILED,
                Source.AGENT,
                Reason.CONTAINER_LIMITATION_MEMORY,
                "too much",
                AT,
                false,
                new CheckOutcome(CheckType.HTTP, 503),
                new ContainerFacts(CONTAINER, List.of("10.0.0.1"), 17),
                new Limitation(
                        Reason.CONTAINER_LIMITATION_MEMORY, "too much", Map.of("mem", 64_000L)),
                Payload.EMPTY);
    }

    private void write(List<Entry> entries) throws IOException {
        try (CheckpointLog log = CheckpointLog.open(folder)) {
            log.append(entries);
        }
    }

    private List<Entry> read() throws IOException {
        try (CheckpointLog log = CheckpointLog.open(folder)) {
            return log.entries();
        }
    }

    private Path file() {
        return folder.resolve("log");
    }

    @Test
    void givesBackWhatWasWritten() throws IOException, JsonException {
        write(everyKind());
        assertThat(read()).isEqualTo(everyKind());
    }

    @Test
    void goesOnBehindWhatIsThere() throws IOException {
        write(List.of(new Entry.AgentNamed("a")));
        write(List.of(new Entry.AgentNamed("b")));
        assertThat(read()).containsExactly(new Entry.AgentNamed("a"), new Entry.AgentNamed("b"));
    }

    @Test
    void setsATornTailAsideWhereverItWasTorn() throws IOException, JsonException {
        write(List.of(new Entry.AgentNamed("first")));
        long kept = Files.size(file());
        write(List.of(everyKind().get(7)));
        byte[] whole = Files.readAllBytes(file());
        for (int length = (int) kept + 1; length < whole.length; length += 7) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (CheckpointLog log = CheckpointLog.open(folder)) {
                assertThat(log.entries()).containsExactly(new Entry.AgentNamed("first"));
                assertThat(log.setAside())
                        .singleElement()
                        .satisfies(
                                aside ->
                                        assertThat(aside.getFileName().toString())
                                                .startsWith("log.torn-" + kept));
                log.append(List.of(new Entry.AgentForgotten()));
            }
            assertThat(read()).hasSize(2);
        }
    }

    @Test
    void setsADamagedEntryAsideAndReadsTheNext() throws IOException {
        write(
                List.of(
                        new Entry.AgentNamed("one"),
                        new Entry.AgentNamed("two"),
                        new Entry.AgentNamed("three")));
        byte[] bytes = Files.readAllBytes(file());
        int one = bytes.length / 3 + 8;
        bytes[one + 3] ^= 0x55;
        Files.write(file(), bytes);
        try (CheckpointLog log = CheckpointLog.open(folder)) {
            assertThat(log.entries()).contains(new Entry.AgentNamed("one")).hasSizeLessThan(3);
            assertThat(log.setAside()).hasSize(1);
        }
    }

    @Test
    void setsAnEntryOfAnotherVersionAside() throws IOException {
        write(List.of(new Entry.AgentNamed("one")));
        byte[] foreign = {99, 1, 2, 3};
        CRC32C crc = new CRC32C();
        crc.update(foreign);
        byte[] frame =
                ByteBuffer.allocate(12).putInt(4).putInt((int) crc.getValue()).put(foreign).array();
        Files.write(file(), frame, StandardOpenOption.APPEND);
        write(List.of(new Entry.AgentNamed("two")));
        try (CheckpointLog log = CheckpointLog.open(folder)) {
            assertThat(log.entries())
                    .containsExactly(new Entry.AgentNamed("one"), new Entry.AgentNamed("two"));
            assertThat(log.setAside()).isNotEmpty();
        }
    }

    @Test
    void isReplacedByWhatSaysTheSame() throws IOException {
        try (CheckpointLog log = CheckpointLog.open(folder)) {
            for (int i = 0; i < 1000; i++) {
                log.append(List.of(new Entry.AgentNamed("name-" + i)));
            }
            long before = Files.size(file());
            log.compact(List.of(new Entry.AgentNamed("last")));
            assertThat(Files.size(file())).isLessThan(before);
            log.append(List.of(new Entry.AgentForgotten()));
        }
        assertThat(read())
                .containsExactly(new Entry.AgentNamed("last"), new Entry.AgentForgotten());
    }

    @Test
    void survivesACompactionThatWasCutOff() throws IOException {
        write(List.of(new Entry.AgentNamed("one")));
        Files.writeString(folder.resolve("log.new"), "half of i");
        assertThat(read()).containsExactly(new Entry.AgentNamed("one"));
    }
}
