package io.mesocosm.operator.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.certificate.CertificateObjects;
import io.mesocosm.operator.certificate.ClusterAuthority;
import io.mesocosm.operator.certificate.IssuerObjects;
import io.mesocosm.operator.certificate.NotIssued;
import io.mesocosm.operator.child.Applied;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.operator.cluster.Additions;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.tls.Authorities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster's authority comes from an issuer of cert-manager's, on a real API server and with the
 * rights that the chart gives; this test writes the Secret that cert-manager would.
 */
@Tag("e2e")
class IssuedAuthorityTest {
    private static final Path CRD =
            Path.of("../charts/mesocosm/files/crds/mesosclusters.mesocosm.io.yaml");
    private static final String API = "cert-manager.io/v1";
    private static final String CERTIFICATES =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: certificates.cert-manager.io}
            spec:
              group: cert-manager.io
              scope: Namespaced
              names: {kind: Certificate, plural: certificates, singular: certificate}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    @TempDir private Path folder;

    private final Applied applied = new Applied();
    private final Instant now = Instant.now();
    private ApiServer server;
    private KubernetesClient client;
    private Blueprint blueprint;
    private Issuer issuer;

    @BeforeEach
    void start() throws Exception {
        Path helm = ApiServer.needed("helm");
        server = ApiServer.start(folder);
        Accounts accounts = new Accounts(server.client());
        accounts.make(
                "{apiVersion: v1, kind: Namespace, metadata: {name: mesos}}\n---\n"
                        + Files.readString(CRD));
        accounts.install(helm, folder, "mesos");
        client = server.settled(accounts.token("mesos", "mesocosm", null));
        accounts.make(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: main, namespace: mesos}
                spec: {tls: {issuerRef: {name: company}}}
                """);
        MesosCluster cluster =
                server.client()
                        .resources(MesosCluster.class)
                        .inNamespace("mesos")
                        .withName("main")
                        .require();
        blueprint = new Blueprint(cluster, AgentIdentityTest.DEFAULTS);
        issuer = Issuer.create(now.minusSeconds(60));
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void certManagerIsInstalled() {
        new Accounts(server.client()).make(CERTIFICATES);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.supports(API, "Certificate"));
    }

    private void askForIt() {
        new Additions(
                        client,
                        applied,
                        new Conditions(null, 1L, now),
                        new EventRecorder(client, Clock.systemUTC(), "test"))
                .step(blueprint, IssuerObjects.of(blueprint));
    }

    private void issue(Map<String, String> texts) {
        server.client()
                .resource(
                        Secrets.of(
                                new ObjectMetaBuilder()
                                        .withName("main-authority")
                                        .withNamespace("mesos")
                                        .build(),
                                "kubernetes.io/tls",
                                texts))
                .forceConflicts()
                .serverSideApply();
    }

    /** One look of the operator's. */
    private Authorities step() {
        Secret known = server.client().secrets().inNamespace("mesos").withName("main-ca").get();
        return ClusterAuthority.step(client, blueprint, known, true, now);
    }

    @Test
    void isAwaitedSignsAndRotatesAsItsIssuerSays() throws Exception {
        assertThatThrownBy(this::step)
                .isInstanceOf(NotIssued.class)
                .hasMessageContaining("install cert-manager");

        certManagerIsInstalled();
        askForIt();
        GenericKubernetesResource asked =
                server.client()
                        .genericKubernetesResources(API, "Certificate")
                        .inNamespace("mesos")
                        .withName("main-authority")
                        .require();
        assertThat(asked.<Boolean>get("spec", "isCA")).isTrue();
        assertThat(asked.<String>get("spec", "issuerRef", "name")).isEqualTo("company");
        assertThatThrownBy(this::step)
                .isInstanceOf(NotIssued.class)
                .hasMessageContaining("not issued yet")
                .hasMessageContaining("kubectl describe certificate -n mesos main-authority");

        Map<String, String> one = issuer.issue("one", now);
        issue(one);
        Authorities first = step();
        assertThat(first.signing().certificatePem()).isEqualTo(one.get("tls.crt"));
        assertThat(first.bundle()).isEqualTo(one.get("tls.crt"));
        String master =
                CertificateObjects.of(blueprint, Map.of(), first, _ -> null, now).objects().stream()
                        .filter(o -> o.getMetadata().getName().equals("main-master-tls"))
                        .map(o -> requireNonNull(Secrets.texts((Secret) o).get("tls.crt")))
                        .findFirst()
                        .orElseThrow();
        assertThat(master).endsWith(one.get("tls.crt"));

        Map<String, String> two = issuer.issue("two", now.plusSeconds(1));
        issue(two);
        assertThat(step().bundle()).isEqualTo(one.get("tls.crt") + two.get("tls.crt"));

        Secret issued =
                server.client().secrets().inNamespace("mesos").withName("main-authority").require();
        assertThat(issued.getMetadata().getOwnerReferences())
                .extracting("kind")
                .containsExactly("MesosCluster");
        assertThat(issued.getMetadata().getLabels()).isNullOrEmpty();
        assertThat(issued.getType()).isEqualTo("kubernetes.io/tls");
        assertThat(Secrets.texts(issued)).isEqualTo(two);

        server.client().secrets().inNamespace("mesos").withName("main-authority").delete();
        assertThat(step().signing().certificatePem()).isEqualTo(one.get("tls.crt"));
    }

    @Test
    void isRefusedWhereItMayNotSign() {
        certManagerIsInstalled();
        Authorities other =
                Authorities.create("other", "", ClusterAuthority.durations(blueprint.tls()), now);
        Secret leaf =
                CertificateObjects.of(blueprint, Map.of(), other, _ -> null, now).objects().stream()
                        .filter(Secret.class::isInstance)
                        .map(Secret.class::cast)
                        .findFirst()
                        .orElseThrow();
        issue(Secrets.texts(leaf));

        assertThatThrownBy(this::step)
                .isInstanceOf(NotIssued.class)
                .hasMessageContaining("may not sign others")
                .hasMessageContaining("name an issuer that may issue authorities");
    }
}
