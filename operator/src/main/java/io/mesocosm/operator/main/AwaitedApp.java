package io.mesocosm.operator.main;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.main.Flags.Misuse;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An App that somebody waits for: the test of the chart. */
record AwaitedApp(String namespace, String name) {
    private static final long PATIENCE_SECONDS = 120;

    static AwaitedApp of(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new Misuse("flag '--await_app' is NAMESPACE/NAME, not '%s'".formatted(text));
        }
        return new AwaitedApp(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Whether it is ready in time; says so or why not. */
    boolean await(KubernetesClient client, PrintStream out) {
        var resource = client.resources(App.class).inNamespace(namespace).withName(name);
        try {
            resource.waitUntilCondition(
                    app -> ready(app).filter(AwaitedApp::holds).isPresent(),
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS);
            out.printf("App %s/%s is ready%n", namespace, name);
            return true;
        } catch (KubernetesClientTimeoutException e) {
            String why =
                    ready(resource.get())
                            .map(c -> c.reason() + ": " + c.message())
                            .orElse("the operator has not seen it");
            out.printf("App %s/%s is not ready: %s%n", namespace, name, why);
            return false;
        }
    }

    private static boolean holds(Condition condition) {
        return condition.status() == Condition.Status.True;
    }

    private static Optional<Condition> ready(@org.jspecify.annotations.Nullable App app) {
        List<Condition> conditions =
                app == null || app.getStatus() == null ? null : app.getStatus().conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> c.type().equals("Ready")).findFirst();
    }
}
