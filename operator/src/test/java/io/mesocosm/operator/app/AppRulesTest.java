package io.mesocosm.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.cluster.MesosCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which App may run where (design §5). */
class AppRulesTest {

    private static MesosCluster cluster(String namespace, String name, String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: %s, namespace: %s}
                spec: %s
                """
                        .formatted(name, namespace, spec),
                MesosCluster.class);
    }

    private static App app(String namespace, String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: App
                metadata: {name: web, namespace: %s}
                spec: %s
                """
                        .formatted(namespace, spec),
                App.class);
    }

    private static String refusal(App app, MesosCluster cluster) {
        return AppRules.refusal(app, cluster)
                .map(r -> r.reason() + ": " + r.message())
                .orElse("taken");
    }

    private static String choice(App app, MesosCluster... clusters) {
        AppRules.Choice choice = AppRules.choose(app, List.of(clusters));
        MesosCluster cluster = choice.cluster();
        AppRules.Refusal refusal = choice.refusal();
        return cluster != null
                ? cluster.getMetadata().getNamespace() + "/" + cluster.getMetadata().getName()
                : refusal == null ? "" : refusal.reason() + ": " + refusal.message();
    }

    @Test
    void runsOnTheOnlyClusterOfItsNamespaceWhereItNamesNone() {
        App app = app("a", "{cmd: x}");
        assertThat(choice(app, cluster("a", "one", "{}"), cluster("b", "two", "{}")))
                .isEqualTo("a/one");
        assertThat(choice(app, cluster("a", "two", "{}"), cluster("a", "one", "{}")))
                .isEqualTo(
                        "ClusterAmbiguous: spec.clusterRef: namespace a has several MesosClusters: name one of one, two");
        assertThat(choice(app, cluster("b", "two", "{}")))
                .isEqualTo(
                        "ClusterNotFound: there is no MesosCluster in namespace a: make one, or name one of another namespace in spec.clusterRef");
    }

    @Test
    void runsOnTheClusterItNames() {
        App app = app("a", "{cmd: x, clusterRef: {name: two, namespace: b}}");
        assertThat(choice(app, cluster("a", "one", "{}"), cluster("b", "two", "{}")))
                .isEqualTo("b/two");
        assertThat(choice(app, cluster("a", "one", "{}")))
                .startsWith(
                        "ClusterNotFound: spec.clusterRef: there is no MesosCluster two in namespace b");
    }

    @Test
    void comesFromANamespaceThatTheClusterAllows() {
        App app = app("a", "{cmd: x}");
        assertThat(refusal(app, cluster("a", "c", "{}"))).isEqualTo("taken");
        assertThat(refusal(app, cluster("b", "c", "{apps: {allowedNamespaces: [a]}}")))
                .isEqualTo("taken");
        assertThat(refusal(app, cluster("b", "c", "{apps: {allowedNamespaces: ['*']}}")))
                .isEqualTo("taken");
        assertThat(refusal(app, cluster("b", "c", "{apps: {allowedNamespaces: [d]}}")))
                .isEqualTo(
                        "NamespaceNotAllowed: MesosCluster b/c takes no Apps of namespace a: its owner can add that to spec.apps.allowedNamespaces");
    }

    @Test
    void keepsItsIdUnderItsNamespaceUnlessTheClusterAllowsOthers() {
        App other = app("a", "{cmd: x, id: /ab/c}");
        assertThat(refusal(other, cluster("a", "c", "{}")))
                .startsWith("IdNotAllowed: spec.id: /ab/c does not lie under /a/");
        assertThat(refusal(other, cluster("a", "c", "{apps: {allowOtherIds: true}}")))
                .isEqualTo("taken");
        assertThat(refusal(app("a", "{cmd: x, id: a/b}"), cluster("a", "c", "{}")))
                .isEqualTo("taken");
    }

    @Test
    void hasAnIdInItsNamespaceUnlessThatBeginsWithASlash() {
        assertThat(AppDefinition.id(app("a", "{cmd: x}"))).isEqualTo("/a/web");
        assertThat(AppDefinition.id(app("a", "{cmd: x, id: nginx}"))).isEqualTo("/a/nginx");
        assertThat(AppDefinition.id(app("a", "{cmd: x, id: shop/cart}"))).isEqualTo("/a/shop/cart");
        assertThat(AppDefinition.id(app("a", "{cmd: x, id: /b/nginx}"))).isEqualTo("/b/nginx");
    }

    @Test
    void isToldWhatBecomesOfItsTasksWhenItsClusterGoes() {
        assertThat(refusal(app("a", "{cmd: x}"), deleted(cluster("a", "c", "{}"))))
                .isEqualTo(
                        "ClusterDeleting: MesosCluster c is being deleted, and what runs there goes on without it: a cluster of the same name finds it again");
        assertThat(
                        refusal(
                                app("a", "{cmd: x}"),
                                deleted(cluster("a", "c", "{deletionPolicy: Delete}"))))
                .isEqualTo(
                        "ClusterDeleting: MesosCluster c is being deleted, and what runs there ends");
    }

    private static MesosCluster deleted(MesosCluster cluster) {
        cluster.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        return cluster;
    }

    private static MesosCluster pools(String... pools) {
        return cluster("a", "c", "{agents: [%s]}".formatted(String.join(", ", pools)));
    }

    @Test
    void reachesNoFilesOfTheNodeFromARestrictedPool() {
        MesosCluster cluster = pools("{name: p}");
        assertThat(refusal(volume("/etc"), cluster))
                .isEqualTo(
                        "PolicyViolated: spec.container.volumes[0].hostPath: /etc is a path of the node, which no pool of MesosCluster c runs: take a folder of the sandbox (a hostPath without a slash before it), or the cluster's owner sets spec.agents[].apps of a pool to Privileged");
        assertThat(refusal(volume("data"), cluster)).isEqualTo("taken");
        assertThat(refusal(app("a", "{cmd: x, fetch: [{uri: 'file:///etc/shadow'}]}"), cluster))
                .startsWith("PolicyViolated: spec.fetch[0]: file:///etc/shadow is a file");
        assertThat(refusal(app("a", "{cmd: x, uris: ['http://h/a', ' /etc/passwd']}"), cluster))
                .startsWith("PolicyViolated: spec.uris[1]: /etc/passwd is a file of the node");
        for (String path :
                List.of("../etc/passwd", "/sys/devices/pci0000:00/../../../etc/passwd")) {
            assertThat(refusal(app("a", "{cmd: x, uris: ['%s']}".formatted(path)), cluster))
                    .startsWith("PolicyViolated: spec.uris[0]: " + path + " is a file of the node");
        }
        assertThat(refusal(app("a", "{cmd: x, fetch: [{uri: 'https://h/a'}]}"), cluster))
                .isEqualTo("taken");
    }

    private static App volume(String hostPath) {
        return app(
                "a",
                "{cmd: x, container: {volumes: [{containerPath: data, hostPath: %s}]}}"
                        .formatted(hostPath));
    }

    @Test
    void asksForNoRightsBeyondAContainersOnARestrictedPool() {
        MesosCluster cluster = pools("{name: p}", "{name: q, apps: Restricted}");
        assertThat(
                        refusal(
                                app("a", "{container: {docker: {image: i, privileged: true}}}"),
                                cluster))
                .startsWith("PolicyViolated: spec.container.docker.privileged: true asks");
        assertThat(
                        refusal(
                                app(
                                        "a",
                                        "{cmd: x, container: {linuxInfo: {seccomp: {unconfined: true}}}}"),
                                cluster))
                .startsWith("PolicyViolated: spec.container.linuxInfo.seccomp.unconfined: true");
    }

    @Test
    void needsAnImageWhereCommandsWouldSeeTheNodesFiles() {
        MesosCluster cluster = pools("{name: p, rootFilesystem: Host}");
        assertThat(refusal(app("a", "{cmd: x}"), cluster))
                .startsWith(
                        "PolicyViolated: spec.container.docker.image: without an image the command sees the node's files (rootFilesystem of pool p is Host), which no pool");
        assertThat(refusal(app("a", "{container: {docker: {image: i}}}"), cluster))
                .isEqualTo("taken");
        assertThat(
                        refusal(
                                app("a", "{cmd: x}"),
                                pools("{name: p, rootFilesystem: Host, apps: Privileged}")))
                .isEqualTo("taken");
    }

    @Test
    void staysOnThePoolsThatMayRunIt() {
        String[] pools = {
            "{name: p}", "{name: q, apps: Privileged}", "{name: r, apps: Privileged}"
        };
        assertThat(refusal(volume("/etc"), pools(pools))).isEqualTo("taken");
        assertThat(PoolRules.constraint(volume("/etc").getSpec(), pools(pools)))
                .contains(List.of("mesocosm_pool", "LIKE", "q|r"));
        assertThat(PoolRules.constraint(volume("/etc").getSpec(), pools(pools[0], pools[1])))
                .contains(List.of("mesocosm_pool", "IS", "q"));
        assertThat(PoolRules.constraint(volume("data").getSpec(), pools(pools))).isEmpty();
        assertThat(PoolRules.constraint(volume("/etc").getSpec(), pools(pools[1]))).isEmpty();
    }

    @Test
    void needsAMarathon() {
        assertThat(refusal(app("a", "{cmd: x}"), cluster("a", "c", "{marathon: {enabled: false}}")))
                .isEqualTo(
                        "NoMarathon: MesosCluster c has no Marathon: set its spec.marathon.enabled");
    }

    @Test
    void hasValuesOfTheRightShapeWhereTheSchemaCannotTell() {
        MesosCluster cluster = cluster("a", "c", "{}");
        assertThat(refusal(app("a", "{cmd: x, env: {A: '1', B: {secret: s}}}"), cluster))
                .isEqualTo("taken");
        assertThat(refusal(app("a", "{cmd: x, env: {A: 1}}"), cluster))
                .isEqualTo(
                        "InvalidSpec: spec.env.A: 1 is neither a text nor {secret: NAME}: put it in quotes");
        assertThat(refusal(app("a", "{cmd: x, env: {A: {secrets: s}}}"), cluster))
                .startsWith("InvalidSpec: spec.env.A: {\"secrets\":\"s\"} is neither");
        assertThat(refusal(app("a", "{cmd: x, unreachableStrategy: never}"), cluster))
                .startsWith("InvalidSpec: spec.unreachableStrategy: \"never\" is neither disabled");
        assertThat(refusal(app("a", "{cmd: x, resourceLimits: {cpus: lots}}"), cluster))
                .isEqualTo(
                        "InvalidSpec: spec.resourceLimits.cpus: \"lots\" is neither a number nor unlimited");
    }
}
