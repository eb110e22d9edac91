package io.mesocosm.agent.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.server.TestAgent;
import io.mesocosm.agent.server.message.Specs;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.fake.FakeContainerizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of check finds (spec section 7.5). */
class CheckRunnerTest {
    private final FakeContainerizer containerizer = new FakeContainerizer();
    private final List<Input> inputs = new CopyOnWriteArrayList<>();
    private final CheckRunner runner =
            new CheckRunner(containerizer, inputs::add, check -> Map.of());

    private Input.CheckFinished run(CheckKind kind, String more)
            throws InvalidProtocolBufferException {
        io.mesocosm.containerizer.ContainerId id = io.mesocosm.containerizer.ContainerId.of("c");
        assertThat(
                        containerizer.launch(
                                ContainerConfig.builder(id, Path.of("/tmp")).shell("work").build()))
                .isCompleted();
        runner.run(
                new Effect.RunCheck(
                        new FrameworkSpec("F", true, false, false, Payload.EMPTY),
                        new ExecutorSpec(
                                new ExecutorKey("F", "t"),
                                ExecutorKind.COMMAND,
                                Allotment.NONE,
                                null,
                                Payload.EMPTY),
                        Specs.task("F", TestAgent.task("t", more).toByteArray()),
                        kind,
                        ContainerId.root("c")));
        await().until(() -> !inputs.isEmpty());
        return (Input.CheckFinished) inputs.getFirst();
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0, true", "exit 9, 9, false"})
    void reportsTheExitCodeOfACommand(String command, int code, boolean healthy)
            throws IOException {
        Input.CheckFinished finished =
                run(
                        CheckKind.HEALTH,
                        "'health_check':{'type':'COMMAND','command':{'value':'" + command + "'}}");
        assertThat(finished.outcome()).isEqualTo(new CheckOutcome(CheckType.COMMAND, code));
        assertThat(finished.outcome().isHealthy()).isEqualTo(healthy);
    }

    @Test
    void hasNoResultWhenACommandTakesTooLong() throws IOException {
        Input.CheckFinished finished =
                run(
                        CheckKind.CHECK,
                        "'check':{'type':'COMMAND','timeout_seconds':0.05,'command':{'command':{'value':'forever'}}}");
        assertThat(finished.outcome()).isEqualTo(CheckOutcome.none(CheckType.COMMAND));
        assertThat(finished.message()).contains("timed out after 0.05 s");
    }

    @Test
    void failsATcpCheckWhereNothingListens() throws IOException {
        Input.CheckFinished finished =
                run(CheckKind.HEALTH, "'health_check':{'type':'TCP','tcp':{'port':80}}");
        assertThat(finished.outcome()).isEqualTo(new CheckOutcome(CheckType.TCP, 0));
        assertThat(finished.message()).contains("port 80");
    }

    @Test
    void hasNoResultOfAnHttpCheckWhereNothingListens() throws IOException {
        Input.CheckFinished finished =
                run(CheckKind.HEALTH, "'health_check':{'http':{'port':80,'path':'/'}}");
        assertThat(finished.outcome())
                .as("the type is told by the body")
                .isEqualTo(CheckOutcome.none(CheckType.HTTP));
    }

    /** A connection whose other side has already said all that it will say. */
    private record Scripted(InputStream input, ByteArrayOutputStream sent) implements Connection {
        static Scripted saying(String text) {
            return new Scripted(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
                    new ByteArrayOutputStream());
        }

        @Override
        public OutputStream output() {
            return sent;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK, 200", "HTTP/1.0 404 Not Found, 404", "HTTP/1.1 503, 503"})
    void readsTheStatusOfAnAnswer(String line, int status) throws IOException {
        Scripted connection = Scripted.saying(line + "\r\nA: b\r\n\r\nbody");
        assertThat(new HttpProbe(false, 8080, "health").ask(connection)).isEqualTo(status);
        assertThat(connection.sent().toString(StandardCharsets.US_ASCII))
                .startsWith("GET /health HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n");
    }

    @ParameterizedTest
    @CsvSource({"SSH-2.0-OpenSSH, no HTTP answer", "'', ended before"})
    void saysWhatIsNotHttp(String line, String message) {
        String text = line.isEmpty() ? "" : line + "\n";
        assertThatThrownBy(() -> new HttpProbe(false, 1, "/").ask(Scripted.saying(text)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
