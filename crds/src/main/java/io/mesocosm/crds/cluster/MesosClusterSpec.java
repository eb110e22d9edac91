package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cluster is to be; what is left out has the operator's defaults. */
@ValidationRule(
        value =
                "has(self.etcd) || !has(self.masters) || !has(self.masters.replicas) || self.masters.replicas <= 1",
        message =
                "several masters need etcd, for their registry and to elect who leads: add etcd: {managed: {}}, or etcd: {external: {endpoints: [host:port]}}",
        fieldPath = ".masters.replicas")
@ValidationRule(
        value =
                "has(self.etcd) || !has(self.marathon) || !has(self.marathon.replicas) || self.marathon.replicas <= 1",
        message =
                "of Marathon several need etcd, for their state and to elect who leads: add etcd: {managed: {}}, or etcd: {external: {endpoints: [host:port]}}",
        fieldPath = ".marathon.replicas")
@ValidationRule(
        value = "!has(self.etcd) || !has(self.masters) || !has(self.masters.storage)",
        message =
                "with etcd, masters keep nothing on volumes of their own: leave storage out, or give it in spec.etcd.managed",
        fieldPath = ".masters.storage")
@ValidationRule(
        value = "!has(self.etcd) || !has(self.marathon) || !has(self.marathon.storage)",
        message =
                "with etcd, Marathon keeps nothing on a volume of its own: leave storage out, or give it in spec.etcd.managed",
        fieldPath = ".marathon.storage")
@ValidationRule(
        value =
                "!has(self.tls) || duration(has(self.tls.certificates) && has(self.tls.certificates.duration) ? self.tls.certificates.duration : '24h').getSeconds() * 3 <= duration(has(self.tls.authority) && has(self.tls.authority.duration) ? self.tls.authority.duration : '8760h').getSeconds()",
        message =
                "an authority is good for at least three times as long as the certificates that it signs: give a longer tls.authority.duration or shorter certificates",
        fieldPath = ".tls")
@ValidationRule(
        value =
                "(has(self.tls) && has(self.tls.enabled) ? self.tls.enabled : true) == (has(oldSelf.tls) && has(oldSelf.tls.enabled) ? oldSelf.tls.enabled : true)",
        message =
                "a cluster is secured from its beginning or not at all: its parts would not understand each other while it changed; make another cluster and move the Apps",
        fieldPath = ".tls")
@ValidationRule(
        value = "has(self.etcd) == has(oldSelf.etcd)",
        message =
                "a cluster's state stays where it began, in etcd or on the volumes of its one master and its Marathon: nothing moves it; make another cluster and move the Apps")
@ValidationRule(
        value =
                "!has(self.exposure) || !has(self.exposure.marathon) || !has(self.marathon) || !has(self.marathon.enabled) || self.marathon.enabled",
        message =
                "there is no Marathon to expose: set marathon.enabled to true, or leave exposure.marathon out",
        fieldPath = ".exposure.marathon")
@ValidationRule(
        value =
                "!has(self.tls) || !has(self.tls.enabled) || self.tls.enabled || !has(self.exposure) || ((!has(self.exposure.master) || !has(self.exposure.master.service) || !has(self.exposure.master.service.type) || self.exposure.master.service.type == 'ClusterIP') && (!has(self.exposure.marathon) || !has(self.exposure.marathon.service) || !has(self.exposure.marathon.service.type) || self.exposure.marathon.service.type == 'ClusterIP'))",
        message =
                "whoever reaches a port of a cluster that is not secured runs programs on its nodes: keep its Services of type ClusterIP, or make a cluster without tls.enabled: false",
        fieldPath = ".exposure")
@ValidationRule(
        value =
                "!has(self.tls) || !has(self.tls.enabled) || self.tls.enabled || !has(self.exposure) || ((!has(self.exposure.master) || !has(self.exposure.master.gateway) || !has(self.exposure.master.gateway.kind) || self.exposure.master.gateway.kind != 'TLSRoute') && (!has(self.exposure.marathon) || !has(self.exposure.marathon.gateway) || !has(self.exposure.marathon.gateway.kind) || self.exposure.marathon.gateway.kind != 'TLSRoute'))",
        message =
                "a TLSRoute passes TLS on, and a cluster that is not secured speaks none: give HTTPRoute, or make a cluster without tls.enabled: false",
        fieldPath = ".exposure")
public record MesosClusterSpec(
        @Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9_][A-Za-z0-9_.-]*$") @JsonPropertyDescription(
                        "Tag of the operator's default images, by default the operator's own version. Without effect on an image that is named in images.")
                @Nullable String version,
        @JsonPropertyDescription("Images in place of the operator's defaults.")
                @Nullable Images images,
        @JsonPropertyDescription("The masters.") @Nullable Masters masters,
        @JsonPropertyDescription(
                        "Where masters and Marathons keep their state and elect who leads; needed for several of them, and fixed once the cluster is made. Without it, one of each has a volume.")
                @Nullable Etcd etcd,
        @Size(max = 64) @JsonPropertyDescription("Pools of agents, each with its nodes.")
                @Nullable List<AgentPool> agents,
        @JsonPropertyDescription("Marathon.") @Nullable Marathon marathon,
        @JsonPropertyDescription("Who may run an App here.") @Nullable AppsPolicy apps,
        @JsonPropertyDescription(
                        "How connections are secured. By default all are, by certificates of an authority of the cluster's own.")
                @Nullable Tls tls,
        @Size(max = 64) @JsonPropertyDescription(
                        "Who may log in by name and password, beside the principal admin, whose password the operator puts into the Secret <cluster>-admin.")
                @Nullable List<Credential> credentials,
        @Size(max = 256) @JsonPropertyDescription(
                        "Weights and quotas of roles. What others change of these is put back; a role that leaves the list weighs 1 and has no quota. Other roles are left alone.")
                @Nullable List<Role> roles,
        @JsonPropertyDescription(
                        "Mesos's ACLs, which say what principals may do and see, as in {permissive: false, register_frameworks: [{principals: {values: [spark]}, roles: {values: [eng]}}]}. A change restarts the masters one by one. With permissive: false, allow the principals marathon and operator what they do.")
                @Nullable JsonNode acls,
        @JsonPropertyDescription(
                        "How masters and Marathon are reached from outside of Kubernetes; by default they are not.")
                @Nullable Exposure exposure,
        @JsonPropertyDescription("Whom masters, Marathons and agents tell of themselves.")
                @Nullable Telemetry telemetry,
        @JsonPropertyDescription(
                        "What becomes of tasks, of the agents' folders on their nodes and of volumes when this resource is deleted: Retain, the default, leaves them, and a cluster of the same name goes on with them; Delete ends and removes them.")
                @Nullable DeletionPolicy deletionPolicy) {

    /** What becomes of tasks and data when a cluster is deleted. */
    public enum DeletionPolicy {
        Delete,
        Retain
    }
}
