package io.mesocosm.operator.certificate;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.tls.CertificateRequest;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Subject;
import java.net.InetAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a cluster's signer certifies (design §6): an agent of the cluster, whose token shows which
 * pod it is, for the node that the pod is on and for nothing else.
 */
final class AgentRule {
    private static final Set<String> USAGES =
            Set.of("digital signature", "client auth", "server auth");

    /** What becomes of a request. */
    sealed interface Decision {

        /**
         * It is granted.
         *
         * @param life how long the certificate is good
         */
        record Approve(Subject subject, PublicKey key, Duration life) implements Decision {
            public Approve {
                requireNonNull(subject, "subject");
                requireNonNull(key, "key");
                requireNonNull(life, "life");
            }
        }

        /**
         * It is not granted.
         *
         * @param reason one word for programs
         * @param message what does not hold
         */
        record Deny(String reason, String message) implements Decision {
            public Deny {
                requireNonNull(reason, "reason");
                requireNonNull(message, "message");
            }
        }
    }

    /**
     * What there is of what a request speaks of.
     *
     * @param cluster of the signer that is asked
     * @param pod of the name that the token is bound to, in the cluster's namespace
     * @param set the pod's controller, where that is a DaemonSet
     * @param node that the pod is on
     */
    record Surroundings(
            @Nullable Blueprint cluster,
            @Nullable Pod pod,
            @Nullable DaemonSet set,
            @Nullable Node node) {}

    private final AgentRequest request;
    private final Surroundings around;

    private AgentRule(AgentRequest request, Surroundings around) {
        this.request = requireNonNull(request, "request");
        this.around = requireNonNull(around, "around");
    }

    static Decision decide(AgentRequest request, Surroundings around) {
        return new AgentRule(request, around).decide();
    }

    private Decision decide() {
        Blueprint cluster = around.cluster();
        if (cluster == null) {
            return deny(
                    "NoSuchCluster", "there is no MesosCluster %s".formatted(request.cluster()));
        }
        if (!cluster.isSecured()) {
            return deny(
                    "ClusterWithoutTls",
                    "MesosCluster %s has spec.tls.enabled: false, so nothing is signed for it"
                            .formatted(request.cluster()));
        }
        Pod pod = around.pod();
        Optional<Decision> denied = account(cluster).or(() -> pod(cluster, pod));
        return denied.isPresent() || pod == null ? denied.orElseThrow() : asked(cluster, pod);
    }

    private Optional<Decision> account(Blueprint cluster) {
        String wanted =
                "system:serviceaccount:%s:%s"
                        .formatted(cluster.namespace(), cluster.named(Component.AGENT.label()));
        return request.username().equals(wanted)
                ? Optional.empty()
                : Optional.of(
                        deny(
                                "OtherAccount",
                                "'%s' asks, and only '%s' may"
                                        .formatted(request.username(), wanted)));
    }

    private Optional<Decision> pod(Blueprint cluster, @Nullable Pod pod) {
        if (request.pod().isEmpty() || request.podUid().isEmpty()) {
            return Optional.of(
                    deny(
                            "TokenOfNoPod",
                            "the account's token is bound to no pod: it must be mounted into one by a projected volume"));
        }
        String name = "pod %s/%s".formatted(cluster.namespace(), request.pod().get());
        if (pod == null) {
            return Optional.of(deny("NoSuchPod", "%s is not there".formatted(name)));
        }
        String uid = pod.getMetadata().getUid();
        if (!request.podUid().get().equals(uid)) {
            return Optional.of(
                    deny(
                            "OtherPod",
                            "%s is another one (uid %s) than the token is bound to (uid %s)"
                                    .formatted(name, uid, request.podUid().get())));
        }
        if (isOver(pod)) {
            return Optional.of(deny("PodEnds", "%s is over or being deleted".formatted(name)));
        }
        return agent(cluster, pod, name).or(() -> node(pod, name));
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return pod.getMetadata().getDeletionTimestamp() != null
                || "Succeeded".equals(phase)
                || "Failed".equals(phase);
    }

    private Optional<Decision> agent(Blueprint cluster, Pod pod, String name) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        Map<String, String> wanted = cluster.selector(Component.AGENT);
        if (labels == null || !labels.entrySet().containsAll(wanted.entrySet())) {
            return Optional.of(
                    deny(
                            "NoAgent",
                            "%s has not the labels of the cluster's agents".formatted(name)));
        }
        if (!cluster.named(Component.AGENT.label()).equals(pod.getSpec().getServiceAccountName())) {
            return Optional.of(
                    deny(
                            "NoAgent",
                            "%s runs as account '%s'"
                                    .formatted(name, pod.getSpec().getServiceAccountName())));
        }
        DaemonSet set = around.set();
        return set != null && controls(set, pod) && controls(cluster.cluster(), set)
                ? Optional.empty()
                : Optional.of(
                        deny(
                                "NoAgent",
                                "%s belongs to no DaemonSet of the cluster's".formatted(name)));
    }

    private static boolean controls(HasMetadata owner, HasMetadata owned) {
        return owned.getMetadata().getOwnerReferences().stream()
                .anyMatch(
                        reference ->
                                Boolean.TRUE.equals(reference.getController())
                                        && reference.getKind().equals(owner.getKind())
                                        && reference.getUid().equals(owner.getMetadata().getUid()));
    }

    private Optional<Decision> node(Pod pod, String name) {
        String node = pod.getSpec().getNodeName();
        if (node == null || around.node() == null) {
            return Optional.of(
                    deny(
                            "NoNode",
                            "the node '%s' of %s is not there"
                                    .formatted(String.valueOf(node), name)));
        }
        return request.node().filter(told -> !told.equals(node)).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        deny(
                                "OtherNode",
                                "%s is on node '%s', and its token is of node '%s'"
                                        .formatted(name, node, request.node().orElseThrow())));
    }

    private Decision asked(Blueprint cluster, Pod pod) {
        CertificateRequest asked;
        try {
            asked = CertificateRequest.read(request.pem());
        } catch (IllegalArgumentException e) {
            return deny(
                    "BadRequest",
                    "spec.request cannot be read: %s".formatted(String.valueOf(e.getMessage())));
        }
        if (!request.usages().equals(USAGES)) {
            return deny(
                    "OtherUsages",
                    "spec.usages are %s, and must be %s"
                            .formatted(new TreeSet<>(request.usages()), new TreeSet<>(USAGES)));
        }
        Subject subject = asked.subject();
        String name = "agent/" + pod.getSpec().getNodeName();
        if (!subject.name().equals(name) || !subject.group().equals(Groups.AGENTS)) {
            return deny(
                    "OtherSubject",
                    "the subject is CN=%s, O=%s, and must be CN=%s, O=%s"
                            .formatted(subject.name(), subject.group(), name, Groups.AGENTS));
        }
        Set<String> own = names(pod);
        List<String> foreign =
                Stream.concat(subject.hosts().stream(), subject.addresses().stream())
                        .filter(one -> !own.contains(canonical(one)))
                        .toList();
        if (!foreign.isEmpty()) {
            return deny(
                    "ForeignNames",
                    "%s: no names or addresses of node '%s', which has %s"
                            .formatted(
                                    String.join(", ", foreign),
                                    pod.getSpec().getNodeName(),
                                    String.join(", ", own)));
        }
        Duration life = ClusterAuthority.durations(cluster.tls()).leaf().life();
        return new Decision.Approve(
                subject,
                asked.key(),
                request.life().filter(less -> less.compareTo(life) < 0).orElse(life));
    }

    /** By which names and addresses the node is known to Kubernetes. */
    private Set<String> names(Pod pod) {
        Stream<String> node =
                around.node() == null
                                || around.node().getStatus() == null
                                || around.node().getStatus().getAddresses() == null
                        ? Stream.of()
                        : around.node().getStatus().getAddresses().stream()
                                .map(address -> address.getAddress());
        Stream<String> host =
                pod.getStatus() == null
                        ? Stream.of()
                        : Stream.concat(
                                Stream.ofNullable(pod.getStatus().getHostIP()),
                                pod.getStatus().getPodIPs() == null
                                        ? Stream.of()
                                        : pod.getStatus().getPodIPs().stream()
                                                .map(ip -> ip.getIp()));
        return Stream.of(Stream.of(pod.getSpec().getNodeName()), node, host)
                .flatMap(stream -> stream)
                .map(AgentRule::canonical)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String canonical(String name) {
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException e) {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    private static Decision deny(String reason, String message) {
        return new Decision.Deny(reason, message);
    }
}
