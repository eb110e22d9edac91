package io.mesocosm.e2e.kubernetes;

import java.util.List;
import java.util.Optional;

/** What can be done to the pods of the MesosCluster {@code mesos}, and who leads among them. */
final class Faults {
    static final List<String> ETCD = List.of("mesos-etcd-0", "mesos-etcd-1", "mesos-etcd-2");

    private final Kubernetes kubernetes;
    private final Installation installation;

    Faults(Kubernetes kubernetes, Installation installation) {
        this.kubernetes = kubernetes;
        this.installation = installation;
    }

    /** What a shell line prints on the pod's node. */
    String on(String pod, String line) {
        return kubernetes.cluster().on(node(pod), line);
    }

    /** The node that a pod is on. */
    String node(String pod) {
        return installation.value("pod/" + pod, ".spec.nodeName");
    }

    /** Asks for a pod's end, and does not wait for it. */
    void delete(String pod) {
        installation.kubectl("delete", "pod", pod, "--wait=false");
    }

    void signalMaster(String pod, String signal) {
        on(pod, "pkill -%s -f '%s'".formatted(signal, master(pod)));
    }

    /** The number of a master's process on its node; empty while there is none. */
    String masterProcess(String pod) {
        return on(pod, "pgrep -f '" + master(pod) + "' || true").strip();
    }

    /** What its command line begins with: not the program in the pod that begins it anew. */
    private static String master(String pod) {
        return "^/opt/mesocosm/jre/bin/java @/opt/mesocosm/master .*--hostname=" + pod + "[. ]";
    }

    void signalEtcd(String pod, String signal) {
        // The bracket keeps the shell that runs this line from being meant too.
        on(pod, "pkill -%s -f '[e]tcd --name=%s '".formatted(signal, pod));
    }

    /** Drops all that a member of etcd sends and is sent, while something is done. */
    void cutOff(String member, Runnable meanwhile) {
        String rule = "INPUT -p tcp -m multiport --ports 2379,2380 -j DROP";
        String network = "nsenter --net=/proc/$(pgrep -f '[e]tcd --name=" + member + "')/ns/net ";
        try {
            on(member, network + "iptables -I " + rule);
            meanwhile.run();
        } finally {
            on(member, network + "iptables -D " + rule);
        }
    }

    /** The master that the Service leads to, by the EndpointSlice's address. */
    String leader() {
        return leader("master");
    }

    /** The leading master's term; a pod that leads once more has another. */
    String term() {
        return installation.value(
                "endpointslice/mesos-master", ".metadata.annotations.mesocosm\\.io/term");
    }

    /** The master or Marathon that the Service leads to. */
    String leader(String component) {
        String address =
                installation.value(
                        "endpointslice/mesos-" + component, ".endpoints[0].addresses[0]");
        return installation.kubectl(
                "get",
                "pods",
                "-lapp.kubernetes.io/component=" + component,
                "-o=jsonpath={.items[?(@.status.podIP==\"" + address + "\")].metadata.name}");
    }

    /** The member of etcd that leads the others; not one that is about to end. */
    Optional<String> leaderOfEtcd() {
        return ETCD.stream()
                .filter(
                        m ->
                                installation
                                        .value("pod/" + m, ".metadata.deletionTimestamp")
                                        .isEmpty())
                .filter(
                        member ->
                                answer(member, 2381, "/metrics")
                                        .contains("etcd_server_is_leader 1"))
                .findFirst();
    }

    /** Whether a master says that it leads. */
    boolean elected(String master) {
        return answer(master, 5056, "/metrics/snapshot").contains("\"master/elected\":1");
    }

    /** What a pod answers on its node; empty when it does not. */
    private String answer(String pod, int port, String path) {
        String address = installation.value("pod/" + pod, ".status.podIP");
        return on(
                pod, "curl -sS --max-time 5 http://%s:%d%s || true".formatted(address, port, path));
    }

    /** How often the kubelet started a pod's container anew. */
    int restarts(String pod) {
        return Integer.parseInt(
                installation.value("pod/" + pod, ".status.containerStatuses[0].restartCount"));
    }
}
