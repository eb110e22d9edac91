package io.mesocosm.operator.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.crds.cluster.Snapshots;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.child.Secured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects that take snapshots of a cluster's own etcd; none where it wants none. */
public final class SnapshotObjects {
    /** Where a pod has the volume with the snapshots. */
    static final String FOLDER = "/snapshots";

    /** Where Kubernetes reads what became of a container. */
    static final String RESULT = "/dev/termination-log";

    private static final int KEPT = 7;

    private SnapshotObjects() {}

    /** All of them but the claim, which is made once and outlives them. */
    public static List<HasMetadata> of(Blueprint blueprint) {
        return blueprint
                .managedEtcd()
                .flatMap(
                        etcd ->
                                Optional.ofNullable(etcd.snapshots())
                                        .map(snapshots -> objects(blueprint, etcd, snapshots)))
                .orElse(List.of());
    }

    private static List<HasMetadata> objects(
            Blueprint blueprint, Etcd.Managed etcd, Snapshots snapshots) {
        return List.of(
                Pods.account(blueprint, Component.SNAPSHOT), job(blueprint, etcd, snapshots));
    }

    /** Name of the claim with the snapshots. */
    public static String claimName(Blueprint blueprint) {
        return blueprint.named("etcd-snapshots");
    }

    /** The claim, where there is none yet; without an owner: it stays when the cluster goes. */
    public static Optional<PersistentVolumeClaim> claim(Blueprint blueprint) {
        return blueprint
                .managedEtcd()
                .map(Etcd.Managed::snapshots)
                .map(
                        snapshots -> {
                            PersistentVolumeClaim claim = Pods.claim(snapshots.storage(), "8Gi");
                            ObjectMeta meta =
                                    blueprint.meta(claimName(blueprint), Component.SNAPSHOT);
                            meta.setOwnerReferences(List.of());
                            return new PersistentVolumeClaimBuilder(claim)
                                    .withMetadata(meta)
                                    .build();
                        });
    }

    private static CronJob job(Blueprint blueprint, Etcd.Managed etcd, Snapshots snapshots) {
        return new CronJobBuilder()
                .withMetadata(
                        blueprint.meta(
                                blueprint.named(Component.SNAPSHOT.label()), Component.SNAPSHOT))
                .withNewSpec()
                .withSchedule(snapshots.schedule())
                .withTimeZone("Etc/UTC")
                .withConcurrencyPolicy("Forbid")
                // One that is so late is left to the next.
                .withStartingDeadlineSeconds(600L)
                .withSuccessfulJobsHistoryLimit(1)
                .withFailedJobsHistoryLimit(1)
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(blueprint.labels(Component.SNAPSHOT))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(2)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(blueprint.labels(Component.SNAPSHOT))
                .endMetadata()
                .withSpec(pod(blueprint, etcd, snapshots))
                .endTemplate()
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    private static PodSpec pod(Blueprint blueprint, Etcd.Managed etcd, Snapshots snapshots) {
        return new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withServiceAccountName(blueprint.named(Component.SNAPSHOT.label()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(etcd.nodeSelector())
                .withTolerations(etcd.tolerations())
                .withSecurityContext(Pods.restrictedPod())
                .withContainers(container(blueprint, snapshots))
                .withVolumes(claimed("snapshots", claimName(blueprint)), Pods.passing("tmp"))
                .addAllToVolumes(Secured.certificate(blueprint, Component.SNAPSHOT))
                .build();
    }

    private static Container container(Blueprint blueprint, Snapshots snapshots) {
        List<String> flags = new ArrayList<>();
        flags.add("snapshot");
        flags.add(
                "--etcd="
                        + String.join(
                                ",",
                                blueprint.etcd().map(EtcdAccess::endpoints).orElse(List.of())));
        flags.add("--folder=" + FOLDER);
        flags.add("--name=" + blueprint.name());
        flags.add("--keep=" + kept(snapshots.keep()));
        flags.add("--result=" + RESULT);
        if (blueprint.isSecured()) {
            flags.addAll(Secured.identityFlags());
        }
        return new ContainerBuilder()
                .withName(Component.SNAPSHOT.label())
                .withImage(blueprint.controlPlaneImage())
                .withImagePullPolicy(blueprint.pullPolicy())
                .withCommand(Pods.tool())
                .withArgs(flags)
                .withResources(Pods.resources(null, "100m", "256Mi"))
                .withSecurityContext(Pods.restricted())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(Pods.mount("snapshots", FOLDER), Pods.mount("tmp", "/tmp"))
                .addAllToVolumeMounts(Secured.certificateMount(blueprint))
                .build();
    }

    private static int kept(@Nullable Integer given) {
        return given == null ? KEPT : given;
    }

    static Volume claimed(String name, String claim) {
        return new VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .build();
    }
}
