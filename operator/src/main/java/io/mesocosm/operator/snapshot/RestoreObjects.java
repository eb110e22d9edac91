package io.mesocosm.operator.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.crds.cluster.RestoreFrom;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What makes the data of a new member of etcd from a snapshot, before it starts: a container of
 * ours chooses and checks the file and writes down what is to be done; one of etcd's image, which
 * has etcdutl and no shell, does it by a program that the first has copied.
 */
public final class RestoreObjects {
    private static final String WORK = "/restore";
    private static final String ARGUMENTS = WORK + "/arguments";
    private static final String STEP = WORK + "/step";

    /**
     * As many revisions has a new etcd for each second since 1970: more than any etcd writes in a
     * second. So an etcd that was made later goes on from beyond where every earlier one can be,
     * whichever snapshots each came from, and so do the terms of its leaders: agents refuse lower
     * ones than they have seen.
     */
    private static final long REVISIONS_PER_SECOND = 1_000_000;

    private static final String TOKEN = "--initial-cluster-token=";

    /** Who a member is and who the others are, for etcd and etcdutl alike. */
    private static final Set<String> MEMBER =
            Set.of("--name=", "--initial-cluster=", TOKEN, "--initial-advertise-peer-urls=");

    private RestoreObjects() {}

    /**
     * The init containers of a member; none where it does not begin with a snapshot.
     *
     * @param disk where the volume of etcd is, in whose folder {@code data} etcd keeps its data
     * @param flags of etcd, some of which say who this member is and who the others are
     * @param resources of etcd
     */
    public static List<Container> containers(
            Blueprint blueprint,
            Etcd.Managed etcd,
            String disk,
            List<String> flags,
            ResourceRequirements resources) {
        RestoreFrom from = etcd.restoreFrom();
        if (from == null) {
            return List.of();
        }
        List<VolumeMount> mounts =
                List.of(
                        Pods.mount("data", disk),
                        Pods.mount("restore", WORK),
                        new VolumeMountBuilder()
                                .withName("snapshots")
                                .withMountPath(SnapshotObjects.FOLDER)
                                .withReadOnly(true)
                                .build());
        Container choose =
                container(blueprint, "choose", blueprint.controlPlaneImage(), mounts)
                        .withCommand(Pods.tool())
                        .withArgs(choosing(blueprint, from, disk, flags))
                        .withEnv(Pods.environment(null))
                        .withResources(Pods.resources(null, "100m", "256Mi"))
                        .addToVolumeMounts(Pods.mount("tmp", "/tmp"))
                        .build();
        Container restore =
                container(blueprint, "restore", blueprint.etcdImage(etcd), mounts)
                        .withCommand(STEP, ARGUMENTS, unfinished(disk), data(disk))
                        .withResources(resources)
                        .build();
        return List.of(choose, restore);
    }

    private static List<String> choosing(
            Blueprint blueprint, RestoreFrom from, String disk, List<String> etcd) {
        List<String> flags = new ArrayList<>();
        flags.add("restore");
        flags.add("--folder=" + SnapshotObjects.FOLDER);
        if (from.snapshot() != null) {
            flags.add("--snapshot=" + from.snapshot());
        }
        String owner = blueprint.cluster().getMetadata().getUid();
        Instant made = Instant.parse(blueprint.cluster().getMetadata().getCreationTimestamp());
        flags.add("--before=" + made);
        flags.add("--owner=" + owner);
        flags.add("--prefix=" + blueprint.etcd().map(EtcdAccess::prefix).orElseThrow());
        flags.add("--least_revision=" + made.getEpochSecond() * REVISIONS_PER_SECOND);
        etcd.stream()
                .filter(flag -> MEMBER.contains(name(flag)))
                // Of another token than etcd's own: a member that began empty, since restoreFrom
                // was taken out too early, is refused by the others. It would be taken for one of
                // them else, without their keys.
                .map(flag -> name(flag).equals(TOKEN) ? flag + "." + owner : flag)
                .forEach(flags::add);
        flags.add("--data=" + data(disk));
        flags.add("--unfinished=" + unfinished(disk));
        flags.add("--arguments=" + ARGUMENTS);
        flags.add("--program=/opt/mesocosm/bin/step");
        flags.add("--step=" + STEP);
        flags.add("--result=" + SnapshotObjects.RESULT);
        return flags;
    }

    private static String name(String flag) {
        return flag.substring(0, flag.indexOf('=') + 1);
    }

    private static String data(String disk) {
        return disk + "/data";
    }

    private static String unfinished(String disk) {
        return disk + "/restoring";
    }

    private static ContainerBuilder container(
            Blueprint blueprint, String name, String image, List<VolumeMount> mounts) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(blueprint.pullPolicy())
                .withSecurityContext(Pods.restricted())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(mounts);
    }

    /** The volumes of {@link #containers}. */
    public static List<Volume> volumes(Etcd.Managed etcd) {
        RestoreFrom from = etcd.restoreFrom();
        return from == null
                ? List.of()
                : List.of(
                        SnapshotObjects.claimed("snapshots", from.claimName()),
                        Pods.passing("restore"),
                        Pods.passing("tmp"));
    }
}
