package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile in Docker's form, as rules for one container on one machine. */
class SeccompProfileTest {
    @TempDir Path folder;

    private JsonNode rules(String machine, Set<String> capabilities, String... calls)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("profile.json"),
                        """
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
                 "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]},
                             {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}],
                 "syscalls": [%s]}
                """
                                .formatted(String.join(",", calls)));
        return SeccompProfile.read(file, machine).rules(capabilities);
    }

    private static List<String> names(JsonNode rules) {
        List<String> found = new ArrayList<>();
        rules.path("syscalls")
                .forEach(rule -> rule.path("names").forEach(name -> found.add(name.asText())));
        return found;
    }

    private static String allow(String name, String rest) {
        return "{\"names\": [\"%s\"], \"action\": \"SCMP_ACT_ALLOW\"%s}".formatted(name, rest);
    }

    @Test
    void hasTheArchitecturesOfTheMachine() throws IOException {
        assertThat(rules("amd64", Set.of()).path("architectures").toString())
                .isEqualTo("[\"SCMP_ARCH_X86_64\",\"SCMP_ARCH_X86\"]");
        assertThat(rules("aarch64", Set.of()).path("architectures").toString())
                .isEqualTo("[\"SCMP_ARCH_AARCH64\",\"SCMP_ARCH_ARM\"]");
        assertThat(rules("amd64", Set.of()).path("defaultErrnoRet").asInt()).isEqualTo(38);
    }

    @Test
    void keepsTheRulesOfTheMachineAndTheCapabilities() throws IOException {
        String[] calls = {
            allow("read", ", \"includes\": {}, \"excludes\": {}"),
            allow("arch_prctl", ", \"includes\": {\"arches\": [\"amd64\", \"x32\"]}"),
            allow("not_here", ", \"excludes\": {\"arches\": [\"amd64\"]}"),
            allow("mount", ", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"),
            allow("without", ", \"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"),
            allow("far_future", ", \"includes\": {\"minKernel\": \"99.1\"}"),
            allow("long_there", ", \"includes\": {\"minKernel\": \"2.6\"}")
        };
        assertThat(names(rules("amd64", Set.of("CAP_SYS_ADMIN"), calls)))
                .containsExactly("read", "arch_prctl", "mount", "long_there");
        assertThat(names(rules("aarch64", Set.of("CAP_CHOWN"), calls)))
                .containsExactly("read", "not_here", "without", "long_there");
    }

    @Test
    void keepsWhatARuleSaysOfItsCall() throws IOException {
        JsonNode rule =
                rules(
                                "amd64",
                                Set.of(),
                                "{\"name\": \"socket\", \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 22,"
                                        + " \"args\": [{\"index\": 0, \"value\": 16}]}")
                        .at("/syscalls/0");
        assertThat(rule.toString())
                .isEqualTo(
                        "{\"names\":[\"socket\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":22,"
                                + "\"args\":[{\"index\":0,\"value\":16}]}");
    }

    @Test
    void refusesWhatIsNoProfile() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.json"), "{");
        assertThatThrownBy(() -> SeccompProfile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.json is no seccomp profile");
    }
}
