package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicyBuilder;
import io.mesocosm.crds.cluster.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the pods of a cluster have in common. */
public final class Pods {
    /** The one variable that a JVM reads after its command line, so that the last word is here. */
    private static final String JVM_OPTIONS = "_JAVA_OPTIONS";

    /** Where the state of a master, of Marathon or of an agent lies. */
    public static final String STATE = "/var/lib/mesocosm";

    /** The user that the control plane runs as; its image has it. */
    public static final long USER = 65532;

    private static final String JAVA = "/opt/mesocosm/jre/bin/java";
    private static final String AGAIN = "/opt/mesocosm/bin/again";

    /** One that ends sooner is broken, and the kubelet is to say so. */
    private static final String SECONDS_OF_HEALTH = "10";

    /** The exit code of a component that led and leads no more. */
    private static final Map<Component, String> DEPOSED =
            Map.of(Component.MASTER, "1", Component.MARATHON, "137");

    private Pods() {}

    /**
     * The command that starts a component in its image. A master or a Marathon that leads no more
     * ends and is begun anew at once, by the image's {@code again}: the kubelet would hold it back
     * longer each time, as if it were broken.
     */
    public static List<String> command(Component component) {
        List<String> java = List.of(JAVA, "@/opt/mesocosm/" + component.label());
        String code = DEPOSED.get(component);
        return code == null
                ? java
                : Stream.concat(Stream.of(AGAIN, SECONDS_OF_HEALTH, code), java.stream()).toList();
    }

    /** The command that starts what the operator's program does beside being the operator. */
    public static List<String> tool() {
        return List.of(JAVA, "@/opt/mesocosm/operator");
    }

    /** The operator's flags, then the user's in the order of their names. */
    public static List<String> flags(List<String> own, @Nullable Map<String, String> given) {
        List<String> flags = new ArrayList<>(own);
        if (given != null) {
            new TreeMap<>(given).forEach((name, value) -> flags.add("--" + name + "=" + value));
        }
        return flags;
    }

    /** The JVM's options and what a pod knows of itself: its name and address, and the node's. */
    public static List<EnvVar> environment(@Nullable List<String> jvmOptions) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(fromField("POD_NAME", "metadata.name"));
        environment.add(fromField("POD_IP", "status.podIP"));
        environment.add(fromField("HOST_IP", "status.hostIP"));
        environment.add(fromField("NODE_NAME", "spec.nodeName"));
        if (jvmOptions != null && !jvmOptions.isEmpty()) {
            environment.add(
                    new EnvVarBuilder()
                            .withName(JVM_OPTIONS)
                            .withValue(String.join(" ", jvmOptions))
                            .build());
        }
        return environment;
    }

    private static EnvVar fromField(String name, String field) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(field)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** As the restricted pod security standard has it. */
    public static PodSecurityContext restrictedPod() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /** As the restricted pod security standard has it, and a disk that cannot be written. */
    public static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    /** A container of the control plane, confined, with what it keeps or is told in files. */
    public static Container controlPlane(Blueprint blueprint, Component component) {
        return new ContainerBuilder()
                .withName(component.label())
                .withImage(blueprint.controlPlaneImage())
                .withImagePullPolicy(blueprint.pullPolicy())
                .withCommand(command(component))
                .withSecurityContext(restricted())
                .withVolumeMounts(
                        blueprint.elects()
                                ? Elected.mounts(blueprint)
                                : List.of(mount("data", STATE)))
                .addAllToVolumeMounts(Secured.mounts(blueprint))
                .addToVolumeMounts(mount("tmp", "/tmp"))
                .build();
    }

    public static ContainerPort port(String name, int port) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol("TCP")
                .build();
    }

    public static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    public static Volume passing(String name) {
        return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
    }

    /** Asks by HTTP; a component that needs long to start gets two minutes before it counts. */
    public static Probe probe(String path, String port, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(port)
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(5)
                .withFailureThreshold(failures)
                .build();
    }

    /** Asks whether a port takes connections: that needs nobody else to answer. */
    public static Probe listens(String port, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(port)
                .endTcpSocket()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(5)
                .withFailureThreshold(failures)
                .build();
    }

    /** The given resources, or a CPU request and a memory request that is the limit too. */
    public static ResourceRequirements resources(
            @Nullable ResourceRequirements given, String cpu, String memory) {
        return given != null
                ? given
                : new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity(cpu))
                        .addToRequests("memory", new Quantity(memory))
                        .addToLimits("memory", new Quantity(memory))
                        .build();
    }

    /** What becomes of the volumes of a StatefulSet that is deleted. */
    public static StatefulSetPersistentVolumeClaimRetentionPolicy retention(Blueprint blueprint) {
        return new StatefulSetPersistentVolumeClaimRetentionPolicyBuilder()
                .withWhenDeleted(blueprint.retains() ? "Retain" : "Delete")
                .withWhenScaled("Retain")
                .build();
    }

    /** The claim for the volume {@code data} of a StatefulSet. */
    public static PersistentVolumeClaim claim(@Nullable Storage storage, String usual) {
        Quantity size = storage == null ? null : storage.size();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("data")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage == null ? null : storage.storageClassName())
                .withNewResources()
                .addToRequests("storage", size == null ? new Quantity(usual) : size)
                .endResources()
                .endSpec()
                .build();
    }

    /** An account without rights and without a token in the pod. */
    public static ServiceAccount account(Blueprint blueprint, Component component) {
        return new ServiceAccountBuilder()
                .withMetadata(blueprint.meta(blueprint.named(component.label()), component))
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
