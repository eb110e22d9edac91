package io.mesocosm.operator.main;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.OperatorException;
import io.mesocosm.operator.main.Flags.Misuse;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts the operator from its flags, or one of the commands that its pods run. */
public final class OperatorMain {
    private static final int BAD_FLAGS = 1;
    private static final int NO_KUBERNETES = 2;
    private static final int NOT_READY = 3;

    private OperatorMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws InterruptedException {
        if (SnapshotCommands.has(arguments)) {
            return SnapshotCommands.run(arguments, environment, out, err);
        }
        Flags flags = new Flags(OperatorSettings.flags());
        OperatorSettings settings;
        try {
            flags.environment(environment).arguments(arguments);
            if (flags.isOn("help")) {
                out.print(flags.help());
                return 0;
            }
            if (flags.isOn("version")) {
                out.println(OperatorSettings.VERSION);
                return 0;
            }
            String awaited = flags.text("await_app");
            if (awaited != null) {
                return await(awaited, flags.text("kubeconfig"), out);
            }
            settings = OperatorSettings.of(flags);
        } catch (Misuse e) {
            err.println("operator: " + e.getMessage());
            return BAD_FLAGS;
        } catch (KubernetesClientException | IOException e) {
            err.println("operator: " + e.getMessage());
            return NO_KUBERNETES;
        }
        return serve(settings, environment, err);
    }

    private static int await(String awaited, @Nullable String kubeconfig, PrintStream out)
            throws IOException {
        try (KubernetesClient client = client(kubeconfig)) {
            return AwaitedApp.of(awaited).await(client, out) ? 0 : NOT_READY;
        }
    }

    private static int serve(
            OperatorSettings settings, Map<String, String> environment, PrintStream err)
            throws InterruptedException {
        if (LoggerFactory.getLogger("io.mesocosm")
                instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(ch.qos.logback.classic.Level.toLevel(settings.loggingLevel()));
        }
        try (Telemetry telemetry =
                        Telemetry.start(
                                "mesocosm-operator", OperatorSettings.VERSION, environment);
                KubernetesClient client = client(settings.kubeconfig());
                Reconcilers reconcilers = Reconcilers.start(settings, client, telemetry)) {
            CountDownLatch end = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(onSignal(reconcilers::close, telemetry::close));
            end.await();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("operator: " + e.getMessage());
            return BAD_FLAGS;
        } catch (KubernetesClientException | OperatorException | IOException e) {
            err.println("operator: " + e.getMessage());
            LoggerFactory.getLogger(OperatorMain.class).debug("not started", e);
            return NO_KUBERNETES;
        }
    }

    private static Thread onSignal(Runnable end, Runnable farewell) {
        return new Thread(
                () -> {
                    end.run();
                    farewell.run();
                });
    }

    private static KubernetesClient client(@Nullable String kubeconfig) throws IOException {
        ObjectMapper json =
                new ObjectMapper()
                        .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        return new KubernetesClientBuilder()
                .withConfig(
                        kubeconfig == null
                                ? Config.autoConfigure(null)
                                : Config.fromKubeconfig(contents(kubeconfig)))
                .withKubernetesSerialization(new KubernetesSerialization(json, true))
                .build();
    }

    private static String contents(String kubeconfig) throws IOException {
        try {
            return Files.readString(Path.of(kubeconfig));
        } catch (IOException e) {
            throw new IOException("cannot read --kubeconfig=" + kubeconfig, e);
        }
    }
}
