package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where masters and Marathons keep their state and elect who leads. */
@ValidationRule(
        value = "has(self.managed) != has(self.external)",
        message =
                "give managed, for an etcd of the cluster's own, or external, for one that is there: one of the two")
@ValidationRule(
        value = "has(self.managed) == has(oldSelf.managed)",
        message =
                "a cluster's state stays in the etcd that it began in: nothing moves it between managed and external; make another cluster and move the Apps")
public record Etcd(
        @JsonPropertyDescription("An etcd that the operator makes for this cluster alone.")
                @Nullable Managed managed,
        @JsonPropertyDescription("An etcd that somebody else runs; several clusters can share it.")
                @Nullable External external) {

    /** An etcd of the cluster's own. */
    @ValidationRule(
            value = "has(self.storage) == has(oldSelf.storage)",
            message =
                    "a volume keeps its size and class: put storage back as it was; resize the PersistentVolumeClaims themselves")
    @ValidationRule(
            value =
                    "!has(self.restoreFrom) || (has(oldSelf.restoreFrom) && self.restoreFrom == oldSelf.restoreFrom)",
            message =
                    "only a new etcd is made from a snapshot: put restoreFrom back as it was, or leave it out; to go back to a snapshot, make the cluster anew (docs/operate/etcd.md)")
    @ValidationRule(
            value =
                    "has(self.prefix) == has(oldSelf.prefix) && (!has(self.prefix) || self.prefix == oldSelf.prefix)",
            message =
                    "a cluster's state lies under the prefix that it began with: put that back, or make another cluster with the new one")
    public record Managed(
            @Default("3")
                    @ValidationRule(
                            value = "self in [1, 3, 5]",
                            message =
                                    "an etcd has 1, 3 or 5 members: half of them, rounded down, may be away")
                    @ValidationRule(
                            value = "self == oldSelf",
                            message =
                                    "an etcd keeps its number of members: they learn of each other when it is made; make another cluster, or run an etcd yourself and name it in external")
                    @JsonPropertyDescription("How many members: 1, 3 or 5.")
                    @Nullable Integer members,
            @Size(min = 1, max = 1024) @JsonPropertyDescription("Its image, by default the operator's.")
                    @Nullable String image,
            @JsonPropertyDescription(
                            "What each member needs. By default 100m CPU and 256Mi, and 512Mi as limit.")
                    @Nullable ResourceRequirements resources,
            @JsonPropertyDescription("The volume of each member.") @Nullable Storage storage,
            @JsonPropertyDescription("Nodes to run on.") @Nullable Map<String, String> nodeSelector,
            @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                    @Nullable List<Toleration> tolerations,
            @JsonPropertyDescription(
                            "Whether members share a node: Preferred, the default, only where there are too few; Required never.")
                    @Nullable AntiAffinity antiAffinity,
            @Size(max = 128) @ValidationRule(
                            value =
                                    "!self.exists(f, f in ['name', 'data-dir', 'wal-dir', 'config-file', 'force-new-cluster', 'discovery-srv'] || f.startsWith('initial-') || f.startsWith('listen-') || f.startsWith('advertise-'))",
                            message =
                                    "the operator sets name, data-dir and all initial-, listen- and advertise- flags itself, and config-file, wal-dir, force-new-cluster and discovery-srv would undo that: leave them out")
                    @JsonPropertyDescription("More flags of etcd: a name and its value.")
                    @Nullable Map<String, String> flags,
            @JsonPropertyDescription("Snapshots on a schedule; without it none are taken.")
                    @Nullable Snapshots snapshots,
            @JsonPropertyDescription(
                            "The snapshot that this etcd begins with. It is given when the cluster is made, and may be left out again once all members are ready.")
                    @Nullable RestoreFrom restoreFrom,
            @Size(min = 2, max = 256) @Pattern("^/[^ ]*/$") @JsonPropertyDescription(
                            "What begins this cluster's keys, by default /mesocosm/<namespace>/<name>/. Needed where it is made from a snapshot of a cluster of another name or namespace: then as it was there.")
                    @Nullable String prefix) {}

    /** An etcd that somebody else runs. */
    @ValidationRule(
            value =
                    "has(self.prefix) == has(oldSelf.prefix) && (!has(self.prefix) || self.prefix == oldSelf.prefix)",
            message =
                    "a cluster's state lies under the prefix that it began with: put that back, or make another cluster with the new one")
    public record External(
            @Required
                    @Size(min = 1, max = 16) @ValidationRule(
                            value =
                                    "self.all(e, e.matches('^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:[0-9]{1,5}$'))",
                            message =
                                    "an endpoint is a host and a port without a scheme, as in etcd-0.etcd.infra.svc:2379")
                    @JsonPropertyDescription("Its members, each as host:port.")
                    List<String> endpoints,
            @Size(min = 2, max = 256) @Pattern("^/[^ ]*/$") @JsonPropertyDescription(
                            "What begins this cluster's keys, by default /mesocosm/<namespace>/<name>/; no other cluster may have it.")
                    @Nullable String prefix,
            @Size(min = 1, max = 253) @JsonPropertyDescription(
                            "Secret with ca.crt, tls.crt and tls.key, for an etcd that is reached by mutual TLS.")
                    @Nullable String tlsSecret) {}
}
