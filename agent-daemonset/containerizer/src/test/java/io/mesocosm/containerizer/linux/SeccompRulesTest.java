package io.mesocosm.containerizer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeccompRulesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private static SeccompRules rules(boolean keepsFilters) {
        return new SeccompRules(JSON.createObjectNode(), keepsFilters);
    }

    private Optional<Path> kept(String filter) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("seccomp.bpf"), filter));
    }

    private static Optional<String> base64(String text) {
        return Optional.of(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    }

    @Test
    void givesTheFilterOfTheFirstStartToAllOthers() throws IOException {
        SeccompRules rules = rules(true);
        assertThat(rules.filter()).isEmpty();
        CompletableFuture<Optional<String>> meanwhile =
                CompletableFuture.supplyAsync(rules::filter, Thread::startVirtualThread);

        rules.tried(kept("filter"));

        assertThat(meanwhile).succeedsWithin(Duration.ofSeconds(10));
        assertThat(rules.filter()).isEqualTo(base64("filter"));
        rules.tried(kept("another"));
        assertThat(rules.filter()).isEqualTo(base64("filter"));
    }

    @Test
    void letsTheNextStartMakeItWhereOneFailedOrNeverTold() throws IOException {
        SeccompRules rules = rules(true);
        assertThat(rules.filter()).isEmpty();
        rules.tried(Optional.empty());
        assertThat(rules.filter()).as("told that there is none").isEmpty();
        assertThat(rules.filter()).as("makes it, and never tells").isEmpty();
        assertThat(rules.filter()).as("has waited").isEmpty();
        assertThat(rules.filter()).as("makes it").isEmpty();
        rules.tried(kept("filter"));
        assertThat(rules.filter()).isEqualTo(base64("filter"));
    }

    @Test
    void hasNoneForARuntimeThatTakesNone() throws IOException {
        SeccompRules rules = rules(false);
        assertThat(rules.filter()).isEmpty();
        rules.tried(kept("filter"));
        assertThat(rules.filter()).isEmpty();
    }

    @Test
    void readsAProfileAnewWhenItsFileIsAnother() throws IOException {
        SeccompProfiles profiles = new SeccompProfiles(true);
        Path file = profile("SCMP_ACT_ALLOW");
        SeccompRules first = profiles.rules(file, List.of("CAP_CHOWN", "CAP_KILL"));
        assertThat(profiles.rules(file, List.of("CAP_KILL", "CAP_CHOWN"))).isSameAs(first);
        assertThat(profiles.rules(file, List.of("CAP_KILL"))).isNotSameAs(first);

        SeccompRules second =
                profiles.rules(profile("SCMP_ACT_KILL_THREAD"), List.of("CAP_CHOWN", "CAP_KILL"));

        assertThat(second.json().path("defaultAction").asText()).isEqualTo("SCMP_ACT_KILL_THREAD");
    }

    private Path profile(String action) throws IOException {
        return Files.writeString(
                folder.resolve("profile.json"), "{\"defaultAction\": \"%s\"}".formatted(action));
    }
}
