package io.mesocosm.containerizer.network;

import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's table of translated addresses, by iptables. */
final class NatTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Whatever else fails, a lock or a right, has a higher code. */
    private static final int NO_SUCH_CHAIN = 1;

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private NatTable() {}

    /** Its chains and rules as iptables would be told to make them: -N CHAIN, -A CHAIN ... */
    static List<String> rules() throws IOException {
        return iptables(List.of("-S")).lines().toList();
    }

    /** The same of one chain; nothing where it is not there. */
    static List<String> rules(String chain) throws IOException {
        Program.Outcome outcome = Program.run(command(List.of("-S", chain)), Map.of(), "", TIMEOUT);
        if (outcome.code() > NO_SUCH_CHAIN) {
            throw new IOException("iptables failed: " + Program.shorten(outcome.error()));
        }
        return outcome.code() == NO_SUCH_CHAIN ? List.of() : outcome.output().lines().toList();
    }

    /** Removes a rule that is told as {@link #rules} tells it. */
    static void delete(String rule) throws IOException {
        List<String> words = words(rule);
        words.set(0, "-D");
        iptables(words);
    }

    static String iptables(List<String> arguments) throws IOException {
        return Program.run(command(arguments), TIMEOUT);
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", "nat"));
        command.addAll(arguments);
        return command;
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
