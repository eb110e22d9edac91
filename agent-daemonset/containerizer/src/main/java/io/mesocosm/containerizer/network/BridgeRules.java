package io.mesocosm.containerizer.network;

import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.PortMapping;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How addresses are translated for the bridge of our own: its containers speak to other machines by
 * this machine's address, and ports of this machine lead to them. A few rules are for all of them,
 * and one for each port: the plugins for both start iptables some thirty times a container, which
 * takes longer than all else of its start. Safe for use by any thread.
 */
final class BridgeRules {
    private static final Duration LATELY = Duration.ofSeconds(1);
    private static final String LED_THERE = " -m conntrack --ctstate DNAT";

    private final String bridge;
    private final String chain;
    private final String marks;
    private final String mark;
    private final List<List<String>> shared;
    private long seen = System.nanoTime() - LATELY.toNanos();

    BridgeRules(NetworkSettings settings) {
        this.bridge = settings.bridgeName();
        this.chain = "MESOCOSM-" + bridge;
        this.marks = "mesocosm-" + bridge + "/";
        this.mark = marks + settings.bridgeSubnet();
        String subnet = settings.bridgeSubnet();
        this.shared =
                List.of(
                        rule("PREROUTING", "-m addrtype --dst-type LOCAL -j " + chain),
                        rule("OUTPUT", "-m addrtype --dst-type LOCAL -j " + chain),
                        masquerade("-s " + subnet + " ! -o " + bridge),
                        // From a container by a port of the machine to one on the same bridge, or
                        // to itself, and from the machine's own loopback: answers come back here.
                        masquerade("-s " + subnet + " -o " + bridge + LED_THERE),
                        masquerade("-s 127.0.0.0/8 -o " + bridge));
    }

    private List<String> masquerade(String what) {
        return rule("POSTROUTING", what + " -j MASQUERADE");
    }

    private List<String> rule(String of, String rest) {
        String all = of + " -m comment --comment " + mark + " " + rest;
        return List.of(all.split(" ", -1));
    }

    /**
     * Makes the rules for all, also where somebody has emptied the table; looks once a second at
     * most.
     */
    synchronized void ensure() throws IOException {
        if (System.nanoTime() - seen < LATELY.toNanos()) {
            return;
        }
        List<String> told = NatTable.rules();
        List<String> ours = marked(told, mark::equals);
        if (ours.size() != shared.size() || !hasChain(told)) {
            deleteAll(ours);
            if (!hasChain(told)) {
                NatTable.iptables(List.of("-N", chain));
            }
            for (List<String> rule : shared) {
                append(rule);
            }
        }
        seen = System.nanoTime();
    }

    private boolean hasChain(List<String> told) {
        return told.contains("-N " + chain);
    }

    /** Containers of an agent that had another subnet keep the rules for that. */
    private static List<String> marked(List<String> told, Predicate<String> mark) {
        return told.stream()
                .filter(rule -> rule.startsWith("-A "))
                .filter(rule -> NatTable.words(rule).stream().anyMatch(mark))
                .toList();
    }

    private static void deleteAll(List<String> rules) throws IOException {
        for (String rule : rules) {
            NatTable.delete(rule);
        }
    }

    private static void append(List<String> rule) throws IOException {
        List<String> line = new ArrayList<>(List.of("-A"));
        line.addAll(rule);
        NatTable.iptables(line);
    }

    /** Leads ports of this machine to a container; all of them are of TCP. */
    void lead(ContainerId id, InetAddress address, List<PortMapping> ports) throws IOException {
        Files.writeString(
                Path.of("/proc/sys/net/ipv4/conf").resolve(bridge).resolve("route_localnet"), "1");
        for (PortMapping port : ports) {
            String to = address.getHostAddress() + ":" + port.containerPort();
            append(
                    List.of(
                            chain,
                            "-p",
                            "tcp",
                            "--dport",
                            String.valueOf(port.hostPort()),
                            "-m",
                            "comment",
                            "--comment",
                            id.value(),
                            "-j",
                            "DNAT",
                            "--to-destination",
                            to));
        }
    }

    /** No port leads to the container any more. */
    void forget(ContainerId id) throws IOException {
        for (String told : NatTable.rules(chain)) {
            if (NatTable.words(told).contains(id.value())) {
                NatTable.delete(told);
            }
        }
    }

    /** Removes all of it, also what an agent with another subnet has left. */
    synchronized void remove() throws IOException {
        List<String> told = NatTable.rules();
        deleteAll(marked(told, word -> word.startsWith(marks)));
        if (hasChain(told)) {
            NatTable.iptables(List.of("-F", chain));
            NatTable.iptables(List.of("-X", chain));
        }
        seen = System.nanoTime() - LATELY.toNanos();
    }
}
