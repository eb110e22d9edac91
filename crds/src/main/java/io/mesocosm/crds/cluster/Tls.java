package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the parts of a cluster prove who they are, and keep what they say to themselves. */
@ValidationRule(
        value = "!has(self.issuerRef) || !has(self.enabled) || self.enabled",
        message =
                "a cluster that is not secured has no authority to be issued: leave issuerRef out, or enabled")
public record Tls(
        @Default("true")
                @JsonPropertyDescription(
                        "Whether connections are secured, and asked who is at their end. Without it, whoever reaches a port of the cluster runs programs on its nodes.")
                @Nullable Boolean enabled,
        @JsonPropertyDescription("The cluster's own certificate authority.")
                @Nullable Authority authority,
        @JsonPropertyDescription("The certificates of masters, Marathons, etcd and agents.")
                @Nullable Certificates certificates,
        @JsonPropertyDescription(
                        "An issuer of cert-manager's that issues the cluster's authority in place of that vouching for itself: who trusts it from then on trusts masters and Marathon. It must be one that may issue authorities, as those of kind CA and Vault.")
                @Nullable IssuerRef issuerRef,
        @Size(max = 64) @ValidationRule(
                        value =
                                "self.all(n, n.matches('^([*][.])?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$') || isIP(n))",
                        message =
                                "a name is a DNS name, where *. may stand for one label, or an IP address, as in mesos.example.org")
                @JsonPropertyDescription(
                        "More names and addresses by which clients reach masters and Marathon, from outside of Kubernetes for example.")
                @Nullable List<String> names) {

    /** The cluster's own authority; a changed annotation mesocosm.io/rotate-ca replaces it. */
    public record Authority(
            @Default("8760h")
                    @Size(max = 32) @ValidationRule(
                            value = "duration(self) >= duration('1h')",
                            message =
                                    "an authority is good for 1h at least, as in 8760h: everybody must learn of the next one before")
                    @JsonPropertyDescription(
                            "How long it is good; the next one is made when a third of that is left.")
                    @Nullable String duration) {}

    /** An issuer of cert-manager's. */
    public record IssuerRef(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Its name.") String name,
            @Default("Issuer")
                    @Size(min = 1, max = 63) @JsonPropertyDescription(
                            "Issuer, in the cluster's namespace, ClusterIssuer, or a kind of the group's.")
                    @Nullable String kind,
            @Default("cert-manager.io")
                    @Size(min = 1, max = 253) @JsonPropertyDescription("The API group of the kind.")
                    @Nullable String group) {}

    /** Certificates that the authority signs. */
    @ValidationRule(
            value =
                    "!has(self.duration) || !has(self.renewBefore) || duration(self.renewBefore) < duration(self.duration)",
            message =
                    "a certificate is renewed within its life: give a renewBefore that is shorter than duration",
            fieldPath = ".renewBefore")
    public record Certificates(
            @Default("24h")
                    @Size(max = 32) @ValidationRule(
                            value =
                                    "duration(self) >= duration('5m') && duration(self) <= duration('8760h')",
                            message = "a certificate is good for 5m to 8760h, as in 24h")
                    @JsonPropertyDescription("How long they are good.")
                    @Nullable String duration,
            @Size(max = 32) @ValidationRule(
                            value = "duration(self) >= duration('2m')",
                            message =
                                    "Kubernetes needs up to two minutes to bring a new certificate to its pod: give a renewBefore of 2m at least")
                    @JsonPropertyDescription(
                            "How much of that is left when they are renewed; by default a third, and 2m at least.")
                    @Nullable String renewBefore) {}
}
