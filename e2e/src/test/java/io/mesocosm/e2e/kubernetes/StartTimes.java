package io.mesocosm.e2e.kubernetes;

import java.time.Duration;
import java.util.Locale;

/**
 * From `kubectl apply` until all instances run, as `kubectl` tells it: an App beside a Deployment.
 */
record StartTimes(Installation mesocosm, int instances) {
    /**
     * The image of the Deployment, on every node; an App's comes from the registry of the tests.
     */
    static final String IMAGE = "localhost/nginx:1";

    String ofApp(String what, String how) {
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

    private String told(String what, long from) {
        Duration time = Duration.ofNanos(System.nanoTime() - from);
        return String.format(
                Locale.ROOT, "start of %d: %s: %.2f s", instances, what, time.toMillis() / 1000.0);
    }
}
