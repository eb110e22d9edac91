package io.mesocosm.containerizer.network;

import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chains that the portmap plugin makes for itself and never removes. */
final class PortChains {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PREFIX = "CNI-HOSTPORT-";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private PortChains() {}

    /** Removes them when they lead to no container's chain any more. */
    static void removeUnused() throws IOException {
        List<String> rules =
                iptables(List.of("-S")).lines().filter(line -> line.contains("CNI-")).toList();
        if (rules.stream().anyMatch(rule -> rule.contains("CNI-DN-"))) {
            return;
        }
        for (String rule : rules) {
            if (rule.startsWith("-A ") && rule.contains(PREFIX)) {
                List<String> words = words(rule);
                words.set(0, "-D");
                iptables(words);
            }
        }
        for (String rule : rules) {
            if (rule.startsWith("-N " + PREFIX)) {
                iptables(List.of("-X", rule.substring(3)));
            }
        }
    }

    private static String iptables(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", "nat"));
        command.addAll(arguments);
        return Program.run(command, TIMEOUT);
    }

    static List<String> words(String rule) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(rule);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
