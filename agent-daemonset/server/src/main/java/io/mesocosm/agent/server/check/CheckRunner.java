package io.mesocosm.agent.server.check;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.server.container.CommandForms;
import io.mesocosm.agent.server.message.Specs;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.protocol.v1.CheckInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.HealthCheck;
import io.mesocosm.protocol.v1.TaskInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs one check after the other as the core asks: a command in the task's container, an HTTP
 * request or a TCP connection to 127.0.0.1 of its network (spec section 7.5). Each check on a
 * virtual thread of its own.
 */
public final class CheckRunner {
    /** A check without a timeout still ends some day. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final Containerizer containerizer;
    private final Consumer<Input> inputs;
    private final Function<Effect.RunCheck, Map<String, String>> environments;

    /** What a check found and what to say of it. */
    record Finding(CheckOutcome outcome, String message) {
        static Finding none(CheckType type, String message) {
            return new Finding(CheckOutcome.none(type), message);
        }

        static Finding of(CheckType type, int value, String message) {
            return new Finding(new CheckOutcome(type, value), message);
        }
    }

    /** {@code environments} gives the environment of a task's check command. */
    public CheckRunner(
            Containerizer containerizer,
            Consumer<Input> inputs,
            Function<Effect.RunCheck, Map<String, String>> environments) {
        this.containerizer = containerizer;
        this.inputs = inputs;
        this.environments = environments;
    }

    public void run(Effect.RunCheck check) {
        Thread.ofVirtual()
                .name("check-" + check.task().key().taskId())
                .start(
                        () -> {
                            Finding finding = find(check);
                            inputs.accept(
                                    new Input.CheckFinished(
                                            check.task().key(),
                                            check.kind(),
                                            finding.outcome(),
                                            finding.message()));
                        });
    }

    private Finding find(Effect.RunCheck check) {
        CheckType type = type(check);
        try {
            TaskInfo task = TaskInfo.parseFrom(check.task().info().bytes());
            return switch (check.kind()) {
                case HEALTH -> health(check, type, task.getHealthCheck());
                case CHECK -> check(check, type, task.getCheck());
            };
        } catch (IOException | RuntimeException e) {
            return Finding.none(type, type + " check failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.none(type, type + " check was interrupted");
        }
    }

    private static CheckType type(Effect.RunCheck check) {
        if (check.kind() == CheckKind.HEALTH && check.task().health() != null) {
            return check.task().health().type();
        }
        return check.task().check() == null ? CheckType.COMMAND : check.task().check().type();
    }

    private Finding health(Effect.RunCheck run, CheckType type, HealthCheck check)
            throws IOException, InterruptedException {
        Duration timeout = timeout(check.getTimeoutSeconds());
        return switch (type) {
            case COMMAND -> command(run, check.getCommand(), timeout);
            case TCP -> tcp(run.container(), check.getTcp().getPort(), timeout);
            case HTTP ->
                    http(
                            run.container(),
                            new HttpProbe(
                                    check.getHttp().getScheme().equals("https"),
                                    check.getHttp().getPort(),
                                    check.getHttp().getPath()),
                            timeout);
        };
    }

    private Finding check(Effect.RunCheck run, CheckType type, CheckInfo check)
            throws IOException, InterruptedException {
        Duration timeout = timeout(check.getTimeoutSeconds());
        return switch (type) {
            case COMMAND -> command(run, check.getCommand().getCommand(), timeout);
            case TCP -> tcp(run.container(), check.getTcp().getPort(), timeout);
            case HTTP ->
                    http(
                            run.container(),
                            new HttpProbe(
                                    false, check.getHttp().getPort(), check.getHttp().getPath()),
                            timeout);
        };
    }

    private static Duration timeout(double seconds) {
        return seconds <= 0 ? FOREVER : Specs.seconds(seconds);
    }

    private Finding command(Effect.RunCheck run, CommandInfo command, Duration timeout)
            throws InterruptedException, InvalidProtocolBufferException {
        Map<String, String> environment =
                CommandForms.with(environments.apply(run), command.getEnvironment());
        Exec exec =
                containerizer.exec(
                        CommandForms.id(run.container()),
                        new ExecConfig(
                                CommandForms.of(command), environment, Optional.empty(), true));
        CompletableFuture<Exec.Result> result = exec.result().toCompletableFuture();
        try {
            Exec.Result end = result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            int code =
                    (end.waitStatus() & 0x7f) == 0
                            ? (end.waitStatus() >> 8) & 0xff
                            : 128 + (end.waitStatus() & 0x7f);
            return Finding.of(
                    CheckType.COMMAND, code, code == 0 ? "" : "Command returned exit code " + code);
        } catch (TimeoutException e) {
            exec.kill();
            return Finding.none(
                    CheckType.COMMAND,
                    "Command timed out after " + timeout.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            return Finding.none(CheckType.COMMAND, "Command could not be run: " + e.getCause());
        }
    }

    private Finding tcp(ContainerId container, int port, Duration timeout) {
        try (Connection _ = containerizer.connect(CommandForms.id(container), port, timeout)) {
            return Finding.of(CheckType.TCP, 1, "");
        } catch (IOException | RuntimeException e) {
            return Finding.of(
                    CheckType.TCP,
                    0,
                    "TCP connection to port " + port + " failed: " + e.getMessage());
        }
    }

    private Finding http(ContainerId container, HttpProbe probe, Duration timeout)
            throws IOException, InterruptedException {
        try (Connection connection =
                containerizer.connect(CommandForms.id(container), probe.port(), timeout)) {
            CompletableFuture<Integer> status = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    status.complete(probe.ask(connection));
                                } catch (IOException | RuntimeException e) {
                                    status.completeExceptionally(e);
                                }
                            });
            int code = status.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            boolean good = code >= 200 && code < 400;
            return Finding.of(
                    CheckType.HTTP, code, good ? "" : "Unexpected HTTP response code: " + code);
        } catch (TimeoutException e) {
            return Finding.none(
                    CheckType.HTTP,
                    "HTTP request timed out after " + timeout.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            return Finding.none(CheckType.HTTP, "HTTP request failed: " + e.getCause());
        }
    }
}
