package io.mesocosm.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.etcd.EtcdObjects;
import io.mesocosm.operator.snapshot.SnapshotClaim;
import io.mesocosm.operator.snapshot.SnapshotObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server makes of the objects that take and restore snapshots. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnapshotsOnKubernetesTest {
    private final Blueprint blueprint =
            new Blueprint(
                    Golden.read("cluster/snapshots.yaml", MesosCluster.class),
                    new Defaults("control-plane", "agent", "etcd", "1.2.3", null, null));

    private ApiServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = ApiServer.start(folder);
        server.make("mesos");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Resource<PersistentVolumeClaim> claim() {
        return server.client()
                .persistentVolumeClaims()
                .inNamespace("mesos")
                .withName("prod-etcd-snapshots");
    }

    private boolean isThere() {
        PersistentVolumeClaim claim = claim().get();
        // Nobody is here who would end the protection of a claim that is in use.
        return claim != null && claim.getMetadata().getDeletionTimestamp() == null;
    }

    private void clear() {
        claim().edit(
                        claim ->
                                new PersistentVolumeClaimBuilder(claim)
                                        .editMetadata()
                                        .withFinalizers()
                                        .endMetadata()
                                        .build());
        claim().delete();
    }

    @Test
    void theObjectsAreTakenAsTheyAreAndStayTheSame() {
        for (HasMetadata object :
                Stream.concat(
                                EtcdObjects.of(blueprint, "").stream(),
                                SnapshotObjects.of(blueprint).stream())
                        .toList()) {
            server.client()
                    .resource(object)
                    .dryRun()
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
            HasMetadata first = Apply.apply(server.client(), object);
            HasMetadata again = Apply.apply(server.client(), object);
            assertThat(again.getMetadata().getResourceVersion())
                    .as("%s is changed by applying it again", object.getKind())
                    .isEqualTo(first.getMetadata().getResourceVersion());
        }
    }

    @Test
    void theClaimIsMadeOnceAndGoesWithAClusterThatRetainsNothing() {
        SnapshotClaim.make(server.client(), blueprint);
        String version = claim().get().getMetadata().getResourceVersion();
        assertThat(claim().get().getMetadata().getOwnerReferences()).isEmpty();
        SnapshotClaim.make(server.client(), blueprint);
        assertThat(claim().get().getMetadata().getResourceVersion()).isEqualTo(version);

        SnapshotClaim.remove(server.client(), blueprint);
        assertThat(isThere()).isFalse();
        SnapshotClaim.remove(server.client(), blueprint);
        if (claim().get() != null) {
            clear();
        }
    }

    @Test
    void aClaimOfSomebodyElseIsUsedAndLeftToHim() {
        PersistentVolumeClaim his = SnapshotObjects.claim(blueprint).orElseThrow();
        his.getMetadata().setLabels(null);
        his.getSpec().setAccessModes(List.of("ReadWriteMany"));
        server.client().resource(his).create();

        SnapshotClaim.make(server.client(), blueprint);
        assertThat(claim().get().getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        SnapshotClaim.remove(server.client(), blueprint);
        assertThat(isThere()).isTrue();
        clear();
    }
}
