package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Marathon's container (Marathon spec §2.3). */
public record Container(
        @JsonPropertyDescription("DOCKER, the default with an image, or MESOS; both are run alike.")
                @Nullable Type type,
        @JsonPropertyDescription("The image and how to run it.") @Nullable Docker docker,
        @Size(max = 128) @JsonPropertyDescription("Ports of the container.")
                @Nullable List<PortMapping> portMappings,
        @Size(max = 128) @JsonPropertyDescription("What is mounted.")
                @Nullable List<Volume> volumes,
        @JsonPropertyDescription("Linux settings of the container.")
                @Nullable LinuxInfo linuxInfo) {

    /** The containerizer of old. */
    public enum Type {
        MESOS,
        DOCKER
    }

    /** An image. */
    public record Docker(
            @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The image.")
                    String image,
            @JsonPropertyDescription("Whether the image is asked for again at each start.")
                    @Nullable Boolean forcePullImage,
            @JsonPropertyDescription("Whether the container may do all its agent may.")
                    @Nullable Boolean privileged,
            @Size(max = 128) @JsonPropertyDescription("Options of docker run.")
                    @Nullable List<Parameter> parameters,
            @JsonPropertyDescription("Credentials of the registry.")
                    @Nullable PullConfig pullConfig,
            @JsonPropertyDescription("Old form of networks.") @Nullable DockerNetwork network,
            @Size(max = 128) @JsonPropertyDescription("Old place of container.portMappings.")
                    @Nullable List<PortMapping> portMappings) {}

    /** The network of Docker's own. */
    public enum DockerNetwork {
        HOST,
        BRIDGE,
        USER
    }

    /** An option of docker run. */
    public record Parameter(
            @Required @JsonPropertyDescription("The option's long name, without dashes.")
                    String key,
            @Required @JsonPropertyDescription("Its value.") String value) {}

    /** Credentials of a registry. */
    public record PullConfig(
            @Required @JsonPropertyDescription("A name in secrets.") String secret) {}

    /** A port of a container. */
    public record PortMapping(
            @Port @JsonPropertyDescription("The port in the container; 0 for the host's.")
                    @Nullable Integer containerPort,
            @Port @JsonPropertyDescription("The port on the host; 0 for any.")
                    @Nullable Integer hostPort,
            @Port @JsonPropertyDescription("The service port; 0 for any.")
                    @Nullable Integer servicePort,
            @JsonPropertyDescription("tcp, udp or both.") @Nullable PortProtocol protocol,
            @PortName @JsonPropertyDescription("A name, for checks and for the Service.")
                    @Nullable String name,
            @JsonPropertyDescription("Labels of the port.") @Nullable Map<String, String> labels,
            @Size(max = 16) @JsonPropertyDescription("The networks on which it is mapped.")
                    @Nullable List<String> networkNames) {}

    /** Something mounted into a container. */
    @ValidationRule(
            value =
                    "[has(self.hostPath), has(self.persistent), has(self.external), has(self.secret)].filter(x, x).size() == 1",
            message = "a volume is one of hostPath, persistent, external or secret")
    public record Volume(
            @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Where it is seen.")
                    String containerPath,
            @Size(min = 1, max = 1024) @JsonPropertyDescription("A path of the agent's.")
                    @Nullable String hostPath,
            @JsonPropertyDescription("Read only or read and write.") @Nullable VolumeMode mode,
            @JsonPropertyDescription("A volume that outlives the task.")
                    @Nullable PersistentVolume persistent,
            @JsonPropertyDescription("A volume of another provider.")
                    @Nullable ExternalVolume external,
            @JsonPropertyDescription("A name in secrets.") @Nullable String secret) {}

    /** What a task may do with a volume. */
    public enum VolumeMode {
        RO,
        RW
    }

    /** A volume that outlives its task. */
    public record PersistentVolume(
            @Required @JsonPropertyDescription("MB.") Long size,
            @JsonPropertyDescription("root, path or mount.") @Nullable DiskType type,
            @JsonPropertyDescription("MB, of a mount disk.") @Nullable Long maxSize,
            @JsonPropertyDescription("The disk's profile.") @Nullable String profileName,
            @Size(max = 16) @JsonPropertyDescription("[[path, LIKE, REGEX]]")
                    @Nullable List<List<String>> constraints) {}

    /** A kind of disk. */
    public enum DiskType {
        root,
        path,
        mount
    }

    /** A volume of another provider. */
    public record ExternalVolume(
            @Required @JsonPropertyDescription("dvdi or csi.") String provider,
            @JsonPropertyDescription("The volume's name.") @Nullable String name,
            @JsonPropertyDescription("GiB.") @Nullable Integer size,
            @JsonPropertyDescription("What the provider wants to know.")
                    @Nullable Map<String, String> options,
            @JsonPropertyDescription("Whether several tasks may use it.")
                    @Nullable Boolean shared) {}

    /** Linux settings. */
    public record LinuxInfo(
            @JsonPropertyDescription("System calls allowed.") @Nullable Seccomp seccomp,
            @JsonPropertyDescription("Shared memory and semaphores.") @Nullable IpcInfo ipcInfo) {}

    /** System calls allowed. */
    public record Seccomp(
            @JsonPropertyDescription("A profile of the agent's.") @Nullable String profileName,
            @JsonPropertyDescription("Whether all are allowed.") @Nullable Boolean unconfined) {}

    /** Shared memory and semaphores. */
    public record IpcInfo(
            @JsonPropertyDescription("PRIVATE or SHARE_PARENT.") @Nullable IpcMode mode,
            @JsonPropertyDescription("MB of /dev/shm.") @Nullable Integer shmSize) {}

    /** Whose IPC namespace a container is in. */
    public enum IpcMode {
        PRIVATE,
        SHARE_PARENT
    }
}
