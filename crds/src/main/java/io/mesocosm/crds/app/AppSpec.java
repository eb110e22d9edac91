package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Marathon's AppDefinition in all its dialects (Marathon spec §2.2), and the cluster to run it on;
 * what is left out is Marathon's to fill in.
 */
@ValidationRule(
        value = "!(has(self.cmd) && has(self.args))",
        message = "give cmd or args, not both: cmd is run by a shell, args are a program's own")
@ValidationRule(
        value =
                "has(self.cmd) || has(self.args) || (has(self.container) && has(self.container.docker))",
        message = "there is nothing to run: give cmd, args or an image (container.docker.image)")
@ValidationRule(
        value = "!(has(self.uris) && has(self.fetch))",
        message = "give fetch or uris, not both: uris is the old name of fetch")
@ValidationRule(
        value = "!(has(self.networks) && has(self.ipAddress))",
        message = "give networks or ipAddress, not both: ipAddress is the old form of networks")
@ValidationRule(
        value =
                "!(has(self.networks) && has(self.container) && has(self.container.docker) && has(self.container.docker.network))",
        message =
                "give networks or container.docker.network, not both: the latter is the old form of networks")
@ValidationRule(
        value = "!has(self.labels) || !('mesocosm.io/owner' in self.labels)",
        message = "the label mesocosm.io/owner is set by the operator: leave it out",
        fieldPath = ".labels")
@ValidationRule(
        value = "has(self.id) == has(oldSelf.id) && (!has(self.id) || self.id == oldSelf.id)",
        message = "an App keeps its id: make another App with the new id and delete this one")
@ValidationRule(
        value =
                "has(self.clusterRef) == has(oldSelf.clusterRef) && (!has(self.clusterRef) || self.clusterRef == oldSelf.clusterRef)",
        message = "an App stays on its cluster: make another App there and delete this one")
public record AppSpec(
        @JsonPropertyDescription(
                        "The MesosCluster to run on. By default the one in the App's namespace; needed where there are several.")
                @Nullable ClusterReference clusterRef,
        @Size(min = 1, max = 1024) @ValidationRule(
                        value =
                                "self.matches('^/?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(/[a-z0-9]([a-z0-9.-]*[a-z0-9])?)*$')",
                        message =
                                "an id is a path of a-z, 0-9, '-' and '.', as in /shop/cart; each part begins and ends with a letter or digit")
                @JsonPropertyDescription(
                        "The app's path in Marathon, by default /<namespace>/<name>; nginx is /<namespace>/nginx. It lies under /<namespace>/ unless the cluster sets spec.apps.allowOtherIds.")
                @Nullable String id,
        @Size(min = 1) @JsonPropertyDescription("The command, run by a shell.")
                @Nullable String cmd,
        @JsonPropertyDescription("A program and its arguments, or an image's arguments.")
                @Nullable List<String> args,
        @SpecReplicas @Min(0) @Default("1") @JsonPropertyDescription("How many tasks are to run.")
                @Nullable Integer instances,
        @ValidationRule(value = "self >= 0.001", message = "a task has at least 0.001 CPUs")
                @JsonPropertyDescription("CPUs of each task. Marathon's default: 1.")
                @Nullable Double cpus,
        @Min(0) @JsonPropertyDescription("Memory of each task in MB. Marathon's default: 128.")
                @Nullable Double mem,
        @Min(0) @JsonPropertyDescription("Disk of each task in MB. Marathon's default: 0.")
                @Nullable Double disk,
        @Min(0) @JsonPropertyDescription("GPUs of each task. Marathon's default: 0.")
                @Nullable Integer gpus,
        @JsonPropertyDescription("What a task may use beyond its cpus and mem.")
                @Nullable ResourceLimits resourceLimits,
        @Pattern("^(|//cmd|/?[^/]+(/[^/]+)*)$") @JsonPropertyDescription("A custom executor's command; empty or //cmd for none.")
                @Nullable String executor,
        @JsonPropertyDescription("What a custom executor needs beside its tasks.")
                @Nullable ExecutorResources executorResources,
        @JsonPropertyDescription("The user that tasks run as.") @Nullable String user,
        @JsonPropertyDescription(
                        "Environment variables: a name and its text, or {secret: NAME} with NAME in secrets. Put numbers in quotes.")
                @Nullable Map<String, JsonNode> env,
        @JsonPropertyDescription("Names of secrets and where each comes from.")
                @Nullable Map<String, SecretSource> secrets,
        @Size(max = 64) @JsonPropertyDescription(
                        "Where tasks may run: [[FIELD, OPERATOR, VALUE]], as in [[hostname, UNIQUE]].")
                @Nullable List<List<String>> constraints,
        @Size(max = 256) @JsonPropertyDescription("Files to download into each sandbox.")
                @Nullable List<Fetch> fetch,
        @Size(max = 256) @JsonPropertyDescription("Old form of fetch.") @Nullable List<String> uris,
        @Size(max = 128) @JsonPropertyDescription("Ports on the host's network.")
                @Nullable List<PortDefinition> portDefinitions,
        @Size(max = 128) @JsonPropertyDescription("Old form of portDefinitions.")
                @Nullable List<Integer> ports,
        @JsonPropertyDescription("Whether tasks get exactly the ports that are named.")
                @Nullable Boolean requirePorts,
        @Size(max = 16) @JsonPropertyDescription("Networks to join; by default the host's.")
                @Nullable List<Network> networks,
        @JsonPropertyDescription("Old form of networks.") @Nullable IpAddress ipAddress,
        @JsonPropertyDescription("The container to run in.") @Nullable Container container,
        @Size(max = 64) @JsonPropertyDescription("How Marathon or Mesos sees that a task is well.")
                @Nullable List<HealthCheck> healthChecks,
        @JsonPropertyDescription("A check of Mesos's whose result is only shown.")
                @Nullable Check check,
        @Size(max = 1) @JsonPropertyDescription("When a new task counts in a deployment.")
                @Nullable List<ReadinessCheck> readinessChecks,
        @Min(0) @JsonPropertyDescription("First wait before a failed task starts again.")
                @Nullable Double backoffSeconds,
        @Min(1) @JsonPropertyDescription("By what that wait grows with each failure.")
                @Nullable Double backoffFactor,
        @Min(0) @JsonPropertyDescription("The longest such wait.")
                @Nullable Double maxLaunchDelaySeconds,
        @Min(0) @JsonPropertyDescription("From SIGTERM to SIGKILL.")
                @Nullable Double taskKillGracePeriodSeconds,
        @Size(max = 256) @JsonPropertyDescription("Ids of apps or groups to be deployed before.")
                @Nullable List<String> dependencies,
        @JsonPropertyDescription("How many tasks may be missing or too many in an upgrade.")
                @Nullable UpgradeStrategy upgradeStrategy,
        @JsonPropertyDescription("Marathon's labels.") @Nullable Map<String, String> labels,
        @Size(min = 1, max = 16) @JsonPropertyDescription("Roles whose resources may be used: the app's own, or *.")
                @Nullable List<String> acceptedResourceRoles,
        @JsonPropertyDescription("The Mesos role.") @Nullable String role,
        @JsonPropertyDescription("Accepted for old definitions; without effect.")
                @Nullable Residency residency,
        @JsonPropertyDescription(
                        "When tasks on an unreachable agent are replaced: disabled, or {inactiveAfterSeconds, expungeAfterSeconds}.")
                @Nullable JsonNode unreachableStrategy,
        @JsonPropertyDescription("Which tasks go first when there are too many.")
                @Nullable KillSelection killSelection,
        @JsonPropertyDescription("Whether tasks have a terminal.") @Nullable Boolean tty) {

    /** Which tasks go first. */
    public enum KillSelection {
        YOUNGEST_FIRST,
        OLDEST_FIRST
    }
}
