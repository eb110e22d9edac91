package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A profile of system calls in Docker's form, whose rules depend on the machine and on a
 * container's capabilities (mesos spec §7.1, linux/seccomp).
 */
public final class SeccompProfile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode profile;
    private final String machine;

    private SeccompProfile(JsonNode profile, String machine) {
        this.profile = profile;
        this.machine = machine;
    }

    /** Reads a profile for this machine. */
    public static SeccompProfile read(Path file) throws IOException {
        return read(file, System.getProperty("os.arch", ""));
    }

    /**
     * @param machine as Docker names it: amd64, arm64
     */
    static SeccompProfile read(Path file, String machine) throws IOException {
        String name = machine.equals("aarch64") ? "arm64" : machine;
        try {
            JsonNode profile = JSON.readTree(Files.readString(file));
            if (!profile.path("defaultAction").isTextual()) {
                throw new IOException(file + " is no seccomp profile: it has no defaultAction");
            }
            return new SeccompProfile(profile, name);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no seccomp profile: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The rules in the OCI runtime's form.
     *
     * @param capabilities of the container, as CAP_CHOWN
     */
    ObjectNode rules(Collection<String> capabilities) {
        Set<String> held = Set.copyOf(capabilities);
        ObjectNode rules = JSON.createObjectNode();
        rules.set("defaultAction", profile.path("defaultAction"));
        if (profile.path("defaultErrnoRet").isInt()) {
            rules.set("defaultErrnoRet", profile.path("defaultErrnoRet"));
        }
        architectures(rules);
        for (JsonNode rule : profile.path("syscalls")) {
            if (applies(rule, held)) {
                ObjectNode call = rules.withArray("syscalls").addObject();
                call.set("names", names(rule));
                call.set("action", rule.path("action"));
                if (rule.path("errnoRet").isInt()) {
                    call.set("errnoRet", rule.path("errnoRet"));
                }
                if (!rule.path("args").isEmpty()) {
                    call.set("args", rule.path("args"));
                }
            }
        }
        return rules;
    }

    private void architectures(ObjectNode rules) {
        String own = machine.equals("arm64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
        for (JsonNode entry : profile.path("archMap")) {
            if (entry.path("architecture").asText().equals(own)) {
                rules.withArray("architectures").add(own);
                entry.path("subArchitectures").forEach(rules.withArray("architectures")::add);
            }
        }
        if (!rules.has("architectures") && profile.path("architectures").isArray()) {
            rules.set("architectures", profile.path("architectures"));
        }
    }

    /** Older profiles name one call a rule. */
    private static JsonNode names(JsonNode rule) {
        return rule.path("names").isArray()
                ? rule.path("names")
                : JSON.createArrayNode().add(rule.path("name").asText());
    }

    private boolean applies(JsonNode rule, Set<String> held) {
        JsonNode with = rule.path("includes");
        JsonNode without = rule.path("excludes");
        return (with.path("arches").isEmpty() || texts(with.path("arches")).contains(machine))
                && held.containsAll(texts(with.path("caps")))
                && isKernelAtLeast(with.path("minKernel").asText(""))
                && !texts(without.path("arches")).contains(machine)
                && texts(without.path("caps")).stream().noneMatch(held::contains);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static boolean isKernelAtLeast(String wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        int[] own = version(System.getProperty("os.version", ""));
        int[] least = version(wanted);
        return own[0] > least[0] || (own[0] == least[0] && own[1] >= least[1]);
    }

    private static int[] version(String text) {
        String[] part = text.split("[^0-9]+", 3);
        return new int[] {number(part, 0), number(part, 1)};
    }

    private static int number(String[] parts, int at) {
        return at < parts.length && !parts[at].isEmpty() ? Integer.parseInt(parts[at]) : 0;
    }
}
