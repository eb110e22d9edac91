package io.mesocosm.e2e.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * From `kubectl apply` until all instances run, as `kubectl` tells it: an App beside a Deployment.
 */
record StartTimes(Installation mesocosm, int instances) {
    /**
     * The image of the Deployment, on every node; an App's comes from the registry of the tests.
     */
    static final String IMAGE = "localhost/nginx:1";

    String ofApp(String what, String how) {
        awaitCalm();
        long from = System.nanoTime();
        mesocosm.make(
                "app/timed",
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: App
                metadata: {name: timed}
                spec: {cmd: exec sleep 8899, instances: %d, cpus: 0.005, mem: 8, portDefinitions: [], %s}
                """
                        .formatted(instances, how));
        String told = told("App, " + what, from);
        mesocosm.kubectl("delete", "app", "timed");
        Kubernetes.await("its end").until(() -> mesocosm.processes("sleep 8899").isEmpty());
        return told;
    }

    String ofDeployment() {
        awaitCalm();
        long from = System.nanoTime();
        mesocosm.apply(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: timed}
                        spec:
                          replicas: %d
                          selector: {matchLabels: {app: timed}}
                          template:
                            metadata: {labels: {app: timed}}
                            spec:
                              terminationGracePeriodSeconds: 0
                              containers: [{name: timed, image: "%s", command: [sleep, '8899']}]
                        """
                                .formatted(instances, IMAGE))
                .succeeded();
        mesocosm.kubectl("rollout", "status", "deployment/timed", "--timeout=180s");
        String told = told("Deployment of the image", from);
        mesocosm.kubectl("delete", "deployment", "timed", "--cascade=foreground");
        Kubernetes.await("its end").until(() -> mesocosm.processes("sleep 8899").isEmpty());
        return told;
    }

    /**
     * What ran before has ended, but nodes still clear up after it. Where something else keeps the
     * machine busy, that is part of what is timed.
     */
    private static void awaitCalm() {
        try {
            Kubernetes.await("a machine with little to do")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(new Calm()::now);
        } catch (ConditionTimeoutException e) {
            System.out.println("start: on a machine that is busy with something else");
        }
    }

    /** Whether more than half of the processors' time since the last look was nobody's. */
    private static final class Calm {
        private long[] before = times();

        boolean now() {
            long[] now = times();
            long idle = now[3] - before[3];
            long all = LongStream.of(now).sum() - LongStream.of(before).sum();
            before = now;
            return all > 0 && 2 * idle > all;
        }

        private static long[] times() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
                String[] words = lines.findFirst().orElseThrow().split(" +", -1);
                return Stream.of(words).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String told(String what, long from) {
        Duration time = Duration.ofNanos(System.nanoTime() - from);
        return String.format(
                Locale.ROOT, "start of %d: %s: %.2f s", instances, what, time.toMillis() / 1000.0);
    }
}
