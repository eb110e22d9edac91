package io.mesocosm.operator.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.mesocosm.operator.certificate.AgentAccess;
import io.mesocosm.operator.certificate.AgentSigner;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.pod.KubernetesApi;
import io.mesocosm.pod.certificate.SignedIdentity;
import io.mesocosm.tls.CertificateRequest;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Keys;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Agents and the signer of their cluster meet at a real API server: with tokens that are bound to
 * pods, and the rights that the chart gives and no others.
 */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentIdentityTest {
    private static final Path CRD =
            Path.of("../charts/mesocosm/files/crds/mesosclusters.mesocosm.io.yaml");
    static final Defaults DEFAULTS =
            new Defaults("control-plane", "agent", "etcd", "1.2.3", "mesocosm-mesos-agents", null);

    private ApiServer server;
    private Accounts accounts;
    private SecuredClusters clusters;
    private KubernetesClient operatorClient;
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path helm = ApiServer.needed("helm");
        server = ApiServer.start(folder);
        accounts = new Accounts(server.client());
        accounts.make(
                "{apiVersion: v1, kind: Namespace, metadata: {name: mesos}}\n---\n"
                        + Files.readString(CRD));
        accounts.install(helm, folder, "mesos");
        clusters = new SecuredClusters(accounts);
        clusters.cluster("main");
        clusters.authority("main");
        for (int node = 1; node <= 2; node++) {
            clusters.node(node);
            clusters.agent("main", node);
        }
        operatorClient = server.as(accounts.token("mesos", "mesocosm", null));
        AgentAccess.grant(operatorClient, clusters.blueprint("main"));
        operator =
                new Operator(
                        o -> o.withKubernetesClient(operatorClient).withCloseClientOnStop(false));
        operator.register(
                new AgentSigner(
                        Set.of(),
                        DEFAULTS,
                        new EventRecorder(operatorClient, Clock.systemUTC(), "test"),
                        Clock.systemUTC()),
                o -> o.withName("signer"));
        operator.start();
    }

    @AfterAll
    void stop() {
        if (operator != null) {
            operator.stop();
            operatorClient.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Subject subject(int node, String... names) {
        return Subject.serving("agent/node-" + node, Groups.AGENTS, List.of(names));
    }

    private TlsFiles files(Path folder, String cluster) throws IOException {
        TlsFiles own = TlsFiles.in(folder.resolve("identity"));
        Path trusted = folder.resolve("trusted.crt");
        Files.writeString(trusted, clusters.authorities(cluster).bundle());
        return new TlsFiles(own.certificate(), own.key(), trusted);
    }

    private KubernetesApi api(Path folder, String cluster) throws IOException {
        Path mount = Files.createDirectories(folder.resolve("account"));
        Files.writeString(
                mount.resolve("token"),
                accounts.token("mesos", cluster + "-agent", cluster + "-agent-1"));
        Files.copy(server.authority(), mount.resolve("ca.crt"));
        return new KubernetesApi(server.address(), mount);
    }

    private static Leaf leaf(TlsFiles files) throws IOException {
        return new Leaf(
                Files.readString(files.certificate()),
                Files.readString(files.key()),
                Files.readString(files.authorities()));
    }

    @Test
    void agentIsCertifiedByTheClustersAuthorityAndRenewed(@TempDir Path folder) throws Exception {
        TlsFiles files = files(folder, "main");
        Subject subject = subject(1, "node-1.example", "10.0.0.1");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        try (SignedIdentity identity =
                SignedIdentity.of(
                        new SignedIdentity.Plan("mesocosm.io/mesos.main", subject, files),
                        api(folder, "main"),
                        now::get)) {
            assertThat(identity.awaitFirst()).isEqualTo(files);
            Leaf first = leaf(files);
            assertThat(first.fault(subject, Instant.now())).isEmpty();
            assertThat(Duration.between(Instant.now(), first.expires()))
                    .isBetween(Duration.ofHours(11), Duration.ofHours(12));

            now.set(first.lastThird());

            await("a renewed certificate")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !leaf(files).certificate().equals(first.certificate()));
            await("the key of the renewed certificate")
                    .until(() -> leaf(files).fault(subject, Instant.now()).isEmpty());
        }
    }

    @Test
    void agentOfAClusterWithAnIssuerShowsTheWayToIt(@TempDir Path folder) throws Exception {
        clusters.cluster("issued", "{issuerRef: {name: company}}");
        AgentAccess.grant(operatorClient, clusters.blueprint("issued"));
        clusters.agent("issued", 1);
        Instant now = Instant.now();
        String authority =
                clusters.issue("issued", Issuer.create(now.minusSeconds(60)).issue("main", now));
        clusters.authority("issued");
        TlsFiles files = files(folder, "issued");
        Subject subject = subject(1, "10.0.0.1");

        try (SignedIdentity identity =
                SignedIdentity.of(
                        new SignedIdentity.Plan("mesocosm.io/mesos.issued", subject, files),
                        api(folder, "issued"),
                        Instant::now)) {
            assertThat(identity.awaitFirst()).isEqualTo(files);
            assertThat(leaf(files).fault(subject, Instant.now())).isEmpty();
            assertThat(leaf(files).bundle()).isEqualTo(authority);
            assertThat(leaf(files).certificate()).endsWith(authority);
        }
    }

    @Test
    void clusterWhoseAuthorityIsNotThereYetSignsLater(@TempDir Path folder) throws Exception {
        clusters.cluster("late");
        AgentAccess.grant(operatorClient, clusters.blueprint("late"));
        clusters.agent("late", 1);
        CertificateSigningRequest request =
                ask("late", "late-agent", "late-agent-1", subject(1, "10.0.0.1"));

        clusters.authority("late");

        await("the certificate")
                .atMost(Duration.ofSeconds(30))
                .until(() -> read(request).getStatus().getCertificate() != null);
    }

    private CertificateSigningRequest ask(
            String cluster, String account, @Nullable String pod, Subject subject) {
        try (KubernetesClient client = server.as(accounts.token("mesos", account, pod))) {
            return client.resource(
                            request(
                                    "mesocosm.io/mesos." + cluster,
                                    CertificateRequest.write(subject, Keys.generate())))
                    .create();
        }
    }

    private static CertificateSigningRequest request(String signer, String pem) {
        return new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withGenerateName("test-")
                .endMetadata()
                .withNewSpec()
                .withSignerName(signer)
                .withRequest(
                        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
                .withUsages("digital signature", "client auth", "server auth")
                .endSpec()
                .build();
    }

    private CertificateSigningRequest read(CertificateSigningRequest request) {
        return server.client().resource(request).require();
    }

    private void assertDenied(CertificateSigningRequest request, String reason, String word) {
        await("the answer").until(() -> !conditions(request).isEmpty());
        CertificateSigningRequestCondition condition = conditions(request).getFirst();
        assertThat(condition.getType()).isEqualTo("Denied");
        assertThat(condition.getReason()).isEqualTo(reason);
        assertThat(condition.getMessage()).contains(word);
        assertThat(read(request).getStatus().getCertificate()).isNull();
    }

    private List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
        return read(request).getStatus().getConditions();
    }

    @Test
    void podOfAnotherNodeIsDenied() {
        assertDenied(
                ask("main", "main-agent", "main-agent-2", subject(1, "10.0.0.1")),
                "OtherSubject",
                "must be CN=agent/node-2");
        assertDenied(
                ask("main", "main-agent", "main-agent-2", subject(2, "10.0.0.1")),
                "ForeignNames",
                "10.0.0.1: no names or addresses of node 'node-2'");
    }

    @Test
    void tokenOfNoPodAndPodOfAnotherKindAreDenied() {
        assertDenied(
                ask("main", "main-agent", null, subject(1, "10.0.0.1")),
                "TokenOfNoPod",
                "bound to no pod");
        accounts.make(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: intruder, namespace: mesos, labels: {app.kubernetes.io/component: agent}}
                spec:
                  nodeName: node-1
                  serviceAccountName: main-agent
                  automountServiceAccountToken: false
                  containers: [{name: agent, image: agent}]
                """);
        assertDenied(
                ask("main", "main-agent", "intruder", subject(1, "10.0.0.1")),
                "NoAgent",
                "pod mesos/intruder has not the labels");
    }

    @Test
    void accountThatMayAskButIsNoAgentsIsDenied() {
        accounts.make(
                """
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: other, namespace: mesos}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: other}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: mesocosm-mesos-agents}
                subjects: [{kind: ServiceAccount, name: other, namespace: mesos}]
                """);
        assertDenied(
                ask("main", "other", null, subject(1, "10.0.0.1")),
                "OtherAccount",
                "'system:serviceaccount:mesos:other' asks");
        assertDenied(
                ask("absent", "main-agent", "main-agent-1", subject(1, "10.0.0.1")),
                "NoSuchCluster",
                "no MesosCluster mesos/absent");
    }

    @Test
    void whatAHandApprovedIsNotSignedWhenItDoesNotHold() {
        clusters.cluster("hand");
        clusters.agent("hand", 1);
        AgentAccess.grant(operatorClient, clusters.blueprint("hand"));
        // It cannot be signed before there is an authority.
        CertificateSigningRequest request =
                ask("hand", "hand-agent", "hand-agent-1", subject(1, "10.0.0.1"));
        server.client()
                .certificates()
                .v1()
                .certificateSigningRequests()
                .withName(request.getMetadata().getName())
                .approve();
        server.client()
                .pods()
                .inNamespace("mesos")
                .withName("hand-agent-1")
                .edit(
                        pod ->
                                new PodBuilder(pod)
                                        .editMetadata()
                                        .removeFromLabels("app.kubernetes.io/component")
                                        .endMetadata()
                                        .build());

        await("the word of the signer")
                .atMost(Duration.ofSeconds(30))
                .until(() -> conditions(request).getLast().getType().equals("Failed"));
        assertThat(conditions(request).getLast().getReason()).isEqualTo("NoAgent");
        assertThat(read(request).getStatus().getCertificate()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "main-agent, create, certificatesigningrequests.certificates.k8s.io, '', true",
        "main-agent, get, certificatesigningrequests.certificates.k8s.io, '', true",
        "main-agent, list, certificatesigningrequests.certificates.k8s.io, '', false",
        "main-agent, update, certificatesigningrequests.certificates.k8s.io, '', false",
        "main-agent, approve, signers.certificates.k8s.io, mesocosm.io/mesos.main, false",
        "main-agent, get, secrets, main-ca, false",
        "main-agent, get, nodes, node-1, false",
        "mesocosm, approve, signers.certificates.k8s.io, mesocosm.io/*, true",
        "mesocosm, sign, signers.certificates.k8s.io, mesocosm.io/*, true",
        "mesocosm, sign, signers.certificates.k8s.io, kubernetes.io/kubelet-serving, false",
        "mesocosm, create, certificatesigningrequests.certificates.k8s.io, '', false",
        "mesocosm, bind, clusterroles.rbac.authorization.k8s.io, mesocosm-mesos-agents, true",
        "mesocosm, bind, clusterroles.rbac.authorization.k8s.io, cluster-admin, false",
        "mesocosm, escalate, clusterroles.rbac.authorization.k8s.io, cluster-admin, false",
        "mesocosm, watch, nodes, '', true",
        "mesocosm, update, nodes, '', false",
        "mesocosm, patch, nodes, '', false",
        "mesocosm, delete, nodes, '', false"
    })
    void accountsMayDoWhatTheyNeedAndNoMore(
            String account, String verb, String resource, String name, boolean may) {
        String[] parts = resource.split("[.]", 2);
        try (KubernetesClient client = server.as(accounts.token("mesos", account, null))) {
            SelfSubjectAccessReview asked =
                    new SelfSubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withNewResourceAttributes()
                            .withVerb(verb)
                            .withResource(parts[0])
                            .withGroup(parts.length == 2 ? parts[1] : "")
                            .withName(name)
                            .endResourceAttributes()
                            .endSpec()
                            .build();
            assertThat(client.resource(asked).create().getStatus().getAllowed()).isEqualTo(may);
        }
    }

    @Test
    void operatorCannotBindAnotherRole() {
        ClusterRoleBinding more =
                new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("more")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .build();
        assertThatThrownBy(() -> operatorClient.resource(more).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("forbidden");
    }

    private @Nullable ClusterRoleBinding binding(String cluster) {
        return server.client()
                .rbac()
                .clusterRoleBindings()
                .withName("mesocosm-mesos." + cluster + "-agents")
                .get();
    }

    @Test
    void bindingIsMadeMendedAndTakenAway() {
        clusters.cluster("brief");
        accounts.make(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: mesocosm-mesos.brief-agents}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: of-an-earlier-release}
                subjects: []
                """);

        AgentAccess.grant(operatorClient, clusters.blueprint("brief"));

        ClusterRoleBinding made = requireNonNull(binding("brief"));
        assertThat(made.getRoleRef().getName()).isEqualTo("mesocosm-mesos-agents");
        assertThat(made.getSubjects()).hasSize(1);
        assertThat(made.getSubjects().getFirst().getName()).isEqualTo("brief-agent");
        assertThat(made.getMetadata().getLabels()).containsEntry("mesocosm.io/cluster", "brief");

        AgentAccess.grant(operatorClient, clusters.blueprint("brief"));
        assertThat(binding("brief")).isEqualTo(made);

        AgentAccess.end(operatorClient, clusters.blueprint("brief"));
        assertThat(binding("brief")).isNull();
        AgentAccess.end(operatorClient, clusters.blueprint("brief"));
    }
}
