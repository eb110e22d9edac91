package io.mesocosm.operator.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.certificate.ClusterAuthority;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.tls.Authorities;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Clusters whose agents ask for certificates, as far as an API server without nodes has them. */
record SecuredClusters(Accounts accounts) {
    /** The resource, and what the operator and Kubernetes make of it. */
    void cluster(String name) {
        cluster(name, "{certificates: {duration: 12h}}");
    }

    void cluster(String name, String tls) {
        String yaml =
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: %s, namespace: mesos}
                spec: {tls: %s}
                """
                        .formatted(name, tls);
        await("the kind MesosCluster")
                .atMost(Duration.ofSeconds(30))
                .ignoreException(KubernetesClientException.class)
                .until(
                        () -> {
                            accounts.make(yaml);
                            return true;
                        });
        accounts.make(
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata:
                  name: %1$s-agent-pool
                  namespace: mesos
                  ownerReferences:
                  - {apiVersion: mesocosm.io/v1alpha1, kind: MesosCluster, name: %1$s, uid: %2$s, controller: true}
                spec:
                  selector: {matchLabels: {pool: %1$s}}
                  template:
                    metadata: {labels: {pool: %1$s}}
                    spec: {containers: [{name: agent, image: agent}]}
                ---
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: %1$s-agent, namespace: mesos}}
                """
                        .formatted(name, uid(MesosCluster.class, name)));
    }

    private String uid(Class<? extends HasMetadata> kind, String name) {
        return accounts.admin()
                .resources(kind)
                .inNamespace("mesos")
                .withName(name)
                .require()
                .getMetadata()
                .getUid();
    }

    Blueprint blueprint(String name) {
        return new Blueprint(
                accounts.admin()
                        .resources(MesosCluster.class)
                        .inNamespace("mesos")
                        .withName(name)
                        .require(),
                AgentIdentityTest.DEFAULTS);
    }

    /** Writes what cert-manager would; the answer is the authority's certificate. */
    String issue(String cluster, Map<String, String> texts) {
        accounts.admin()
                .resource(
                        Secrets.of(
                                new ObjectMetaBuilder()
                                        .withName(cluster + "-authority")
                                        .withNamespace("mesos")
                                        .build(),
                                "kubernetes.io/tls",
                                texts))
                .create();
        return requireNonNull(texts.get("tls.crt"));
    }

    void authority(String cluster) {
        Blueprint blueprint = blueprint(cluster);
        var _ = ClusterAuthority.step(accounts.admin(), blueprint, null, true, Instant.now());
    }

    Authorities authorities(String cluster) {
        return Authorities.read(
                Secrets.texts(
                        accounts.admin()
                                .secrets()
                                .inNamespace("mesos")
                                .withName(cluster + "-ca")
                                .require()));
    }

    void node(int number) {
        accounts.make(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-%1$d}
                status:
                  addresses:
                  - {type: InternalIP, address: 10.0.0.%1$d}
                  - {type: Hostname, address: node-%1$d.example}
                """
                        .formatted(number));
    }

    /** The pod of an agent on a node, as the DaemonSet's controller and the kubelet make it. */
    void agent(String cluster, int node) {
        accounts.make(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %1$s-agent-%2$d
                  namespace: mesos
                  labels:
                    app.kubernetes.io/name: mesocosm
                    app.kubernetes.io/instance: %1$s
                    app.kubernetes.io/component: agent
                  ownerReferences:
                  - {apiVersion: apps/v1, kind: DaemonSet, name: %1$s-agent-pool, uid: %3$s, controller: true}
                spec:
                  nodeName: node-%2$d
                  serviceAccountName: %1$s-agent
                  automountServiceAccountToken: false
                  hostNetwork: true
                  containers: [{name: agent, image: agent}]
                status:
                  phase: Running
                  hostIP: 10.0.0.%2$d
                  podIPs: [{ip: 10.0.0.%2$d}]
                """
                        .formatted(cluster, node, uid(DaemonSet.class, cluster + "-agent-pool")));
    }
}
