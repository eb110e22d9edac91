package io.mesocosm.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.certificate.AgentRule.Decision;
import io.mesocosm.operator.certificate.AgentRule.Surroundings;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.tls.CertificateRequest;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Keys;
import io.mesocosm.tls.Subject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each agent is certified for its own node; whoever is anything else is told what does not hold.
 */
final class AgentRuleTest {
    private static final String EXTRA = "authentication.kubernetes.io/";
    private static final KeyPair KEYS = Keys.generate();
    private static final Subject SUBJECT =
            Subject.serving("agent/node-1", Groups.AGENTS, List.of("node-1.example", "10.0.0.1"));

    private Blueprint cluster = cluster("{certificates: {duration: 12h}}");
    private CertificateSigningRequest request = asking(SUBJECT);
    private Pod pod = agent();
    private DaemonSet set = agents();
    private Node node = node();

    private static Blueprint cluster(String tls) {
        return new Blueprint(
                Serialization.unmarshal(
                        """
                        apiVersion: mesocosm.io/v1alpha1
                        kind: MesosCluster
                        metadata: {name: main, namespace: mesos, uid: uid-of-main}
                        spec: {tls: %s}
                        """
                                .formatted(tls),
                        MesosCluster.class),
                new Defaults("control-plane", "agent", "etcd", "1.2.3", null, null));
    }

    private static CertificateSigningRequest asking(Subject subject) {
        return new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withName("mesocosm-agent-x")
                .endMetadata()
                .withNewSpec()
                .withSignerName("mesocosm.io/mesos.main")
                .withUsername("system:serviceaccount:mesos:main-agent")
                .addToExtra(EXTRA + "pod-name", List.of("main-agent-pool-x"))
                .addToExtra(EXTRA + "pod-uid", List.of("uid-of-pod"))
                .addToExtra(EXTRA + "node-name", List.of("node-1"))
                .withUsages("digital signature", "client auth", "server auth")
                .withRequest(base64(CertificateRequest.write(subject, KEYS)))
                .endSpec()
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Pod agent() {
        return Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: main-agent-pool-x
                  namespace: mesos
                  uid: uid-of-pod
                  labels:
                    app.kubernetes.io/name: mesocosm
                    app.kubernetes.io/instance: main
                    app.kubernetes.io/component: agent
                    mesocosm.io/pool: pool
                  ownerReferences:
                  - {apiVersion: apps/v1, kind: DaemonSet, name: main-agent-pool, uid: uid-of-set, controller: true}
                spec: {nodeName: node-1, serviceAccountName: main-agent, containers: []}
                status:
                  phase: Running
                  hostIP: 10.0.0.1
                  podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]
                """,
                Pod.class);
    }

    private static DaemonSet agents() {
        return Serialization.unmarshal(
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata:
                  name: main-agent-pool
                  namespace: mesos
                  uid: uid-of-set
                  ownerReferences:
                  - {apiVersion: mesocosm.io/v1alpha1, kind: MesosCluster, name: main, uid: uid-of-main, controller: true}
                """,
                DaemonSet.class);
    }

    private static Node node() {
        return Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-1}
                status:
                  addresses:
                  - {type: InternalIP, address: 10.0.0.1}
                  - {type: ExternalIP, address: 203.0.113.7}
                  - {type: Hostname, address: node-1.example}
                """,
                Node.class);
    }

    private Decision decide() {
        return AgentRule.decide(
                AgentRequest.of(request).orElseThrow(), new Surroundings(cluster, pod, set, node));
    }

    private void assertDenied(String reason, String... words) {
        assertThat(decide())
                .asInstanceOf(type(Decision.Deny.class))
                .satisfies(
                        denial -> {
                            assertThat(denial.reason()).isEqualTo(reason);
                            assertThat(denial.message()).contains(words);
                        });
    }

    private Decision.Approve approved() {
        Decision decision = decide();
        assertThat(decision).isInstanceOf(Decision.Approve.class);
        return (Decision.Approve) decision;
    }

    private void pod(UnaryOperator<PodBuilder> change) {
        pod = change.apply(new PodBuilder(pod)).build();
    }

    private void request(UnaryOperator<CertificateSigningRequestBuilder> change) {
        request = change.apply(new CertificateSigningRequestBuilder(request)).build();
    }

    @Test
    void agentIsCertifiedForItsNode() {
        Decision.Approve approval = approved();
        assertThat(approval.subject()).isEqualTo(SUBJECT);
        assertThat(approval.key()).isEqualTo(KEYS.getPublic());
        assertThat(approval.life()).isEqualTo(Duration.ofHours(12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node-1",
                "NODE-1.example",
                "10.0.0.1",
                "203.0.113.7",
                "fd00::1",
                "fd00:0:0:0:0:0:0:1"
            })
    void eachNameAndAddressOfTheNodeIsGranted(String name) {
        request = asking(Subject.serving("agent/node-1", Groups.AGENTS, List.of(name)));
        approved();
    }

    @Test
    void lessLifeIsGrantedAndMoreIsNot() {
        request(r -> r.editSpec().withExpirationSeconds(600).endSpec());
        assertThat(approved().life()).isEqualTo(Duration.ofMinutes(10));
        request(r -> r.editSpec().withExpirationSeconds(999_999).endSpec());
        assertThat(approved().life()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void apiServerThatDoesNotNameTheNodeIsTakenToo() {
        request(r -> r.editSpec().removeFromExtra(EXTRA + "node-name").endSpec());
        approved();
    }

    @Test
    void clusterMustBeThereAndSecured() {
        cluster = cluster("{enabled: false}");
        assertDenied("ClusterWithoutTls", "mesos/main", "spec.tls.enabled");
        assertThat(
                        AgentRule.decide(
                                AgentRequest.of(request).orElseThrow(),
                                new Surroundings(null, null, null, null)))
                .isEqualTo(
                        new Decision.Deny("NoSuchCluster", "there is no MesosCluster mesos/main"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:serviceaccount:mesos:main-master",
                "system:serviceaccount:other:main-agent",
                "system:node:node-1",
                "admin"
            })
    void onlyTheAccountOfTheAgentsMayAsk(String username) {
        request(r -> r.editSpec().withUsername(username).endSpec());
        assertDenied("OtherAccount", username, "system:serviceaccount:mesos:main-agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod-name", "pod-uid"})
    void tokenMustBeBoundToAPod(String key) {
        request(r -> r.editSpec().removeFromExtra(EXTRA + key).endSpec());
        assertDenied("TokenOfNoPod", "bound to no pod");
    }

    @Test
    void podMustBeThereAndTheVeryOne() {
        pod(p -> p.editMetadata().withUid("uid-of-another").endMetadata());
        assertDenied("OtherPod", "mesos/main-agent-pool-x", "uid-of-another", "uid-of-pod");
        assertThat(
                        AgentRule.decide(
                                AgentRequest.of(request).orElseThrow(),
                                new Surroundings(cluster, null, null, null)))
                .isEqualTo(
                        new Decision.Deny("NoSuchPod", "pod mesos/main-agent-pool-x is not there"));
    }

    @Test
    void podMustLive() {
        pod(p -> p.editStatus().withPhase("Failed").endStatus());
        assertDenied("PodEnds", "main-agent-pool-x");
        pod = agent();
        pod(p -> p.editMetadata().withDeletionTimestamp("2026-11-29T00:00:00Z").endMetadata());
        assertDenied("PodEnds", "main-agent-pool-x");
    }

    @Test
    void podMustBeAnAgentByLabelsAndAccount() {
        pod(
                p ->
                        p.editMetadata()
                                .addToLabels("app.kubernetes.io/component", "sweep")
                                .endMetadata());
        assertDenied("NoAgent", "labels");
        pod = agent();
        pod(p -> p.editMetadata().addToLabels("app.kubernetes.io/instance", "x").endMetadata());
        assertDenied("NoAgent", "labels");
        pod = agent();
        pod(p -> p.editSpec().withServiceAccountName("default").endSpec());
        assertDenied("NoAgent", "account 'default'");
    }

    @Test
    void podMustBeOfADaemonSetOfTheClusters() {
        DaemonSet anothers =
                new DaemonSetBuilder(set)
                        .editMetadata()
                        .editFirstOwnerReference()
                        .withUid("uid-of-another-cluster")
                        .endOwnerReference()
                        .endMetadata()
                        .build();
        pod(p -> p.editMetadata().withOwnerReferences(List.of()).endMetadata());
        assertDenied("NoAgent", "no DaemonSet of the cluster's");
        pod = agent();
        set = anothers;
        assertDenied("NoAgent", "no DaemonSet of the cluster's");
        set =
                new DaemonSetBuilder(agents())
                        .editMetadata()
                        .withUid("uid-of-another-set")
                        .endMetadata()
                        .build();
        assertDenied("NoAgent", "no DaemonSet of the cluster's");
    }

    @Test
    void tokenMustBeOfThePodsNode() {
        request(r -> r.editSpec().addToExtra(EXTRA + "node-name", List.of("node-2")).endSpec());
        assertDenied("OtherNode", "node-1", "node-2");
    }

    @Test
    void nodeMustBeThere() {
        pod(p -> p.editSpec().withNodeName(null).endSpec());
        assertDenied("NoNode", "main-agent-pool-x");
    }

    @Test
    void certificateIsForTheNodesAgentAndNobodyElse() {
        request = asking(Subject.serving("agent/node-2", Groups.AGENTS, List.of("10.0.0.1")));
        assertDenied("OtherSubject", "CN=agent/node-2", "CN=agent/node-1, O=mesocosm:agents");
        request = asking(Subject.serving("agent/node-1", Groups.MASTERS, List.of("10.0.0.1")));
        assertDenied("OtherSubject", "O=mesocosm:masters", "O=mesocosm:agents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "node-2.example", "*.example", "main-master", "127.0.0.1"})
    void namesOfOthersAreNotGranted(String name) {
        request = asking(Subject.serving("agent/node-1", Groups.AGENTS, List.of("10.0.0.1", name)));
        assertDenied("ForeignNames", name, "node 'node-1'", "10.0.0.1");
    }

    @Test
    void usagesAreThoseOfAnAgent() {
        request(r -> r.editSpec().withUsages("cert sign").endSpec());
        assertDenied("OtherUsages", "cert sign", "client auth");
        request(r -> r.editSpec().withUsages("client auth", "digital signature").endSpec());
        assertDenied("OtherUsages", "server auth");
    }

    @Test
    void requestMustBeOneAndSignedByItsKey() {
        request(r -> r.editSpec().withRequest(base64("nonsense")).endSpec());
        assertDenied("BadRequest", "spec.request");
    }

    @Test
    void signersAreNamedByNamespaceAndCluster() {
        assertThat(AgentRequest.cluster("mesocosm.io/mesos.main"))
                .hasValue(new ClusterName("mesos", "main"));
        assertThat(AgentRequest.cluster("mesocosm.io/mesos.main.eu"))
                .hasValue(new ClusterName("mesos", "main.eu"));
        assertThat(
                        List.of(
                                "mesocosm.io/mesos",
                                "mesocosm.io/.main",
                                "mesocosm.io/mesos.",
                                "kubernetes.io/kubelet-serving",
                                "example.mesocosm.io/mesos.main"))
                .allMatch(name -> AgentRequest.cluster(name).equals(Optional.empty()));
    }
}
