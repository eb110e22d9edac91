package io.mesocosm.containerizer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mesocosm.containerizer.linux.SeccompRules.Filter;
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

    private SeccompRules rules() {
        return new SeccompRules(
                JSON.createObjectNode(), Optional.of(folder.resolve("made/filters")));
    }

    private Optional<Path> kept(String filter) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("seccomp.bpf"), filter));
    }

    private static void has(Optional<Filter> filter, String text) {
        assertThat(filter)
                .hasValueSatisfying(
                        made -> {
                            assertThat(made.file()).hasContent(text);
                            assertThat(Base64.getDecoder().decode(made.base64()))
                                    .asString(UTF_8)
                                    .isEqualTo(text);
                        });
    }

    @Test
    void givesTheFilterOfTheFirstStartToAllOthers() throws IOException {
        SeccompRules rules = rules();
        assertThat(rules.filter()).isEmpty();
        CompletableFuture<Optional<Filter>> meanwhile =
                CompletableFuture.supplyAsync(rules::filter, Thread::startVirtualThread);

        rules.tried(kept("filter"));

        assertThat(meanwhile).succeedsWithin(Duration.ofSeconds(10));
        has(rules.filter(), "filter");
        rules.tried(kept("another"));
        has(rules.filter(), "filter");
    }

    @Test
    void letsTheNextStartMakeItWhereOneFailedOrNeverTold() throws IOException {
        SeccompRules rules = rules();
        assertThat(rules.filter()).isEmpty();
        rules.tried(Optional.empty());
        assertThat(rules.filter()).as("told that there is none").isEmpty();
        assertThat(rules.filter()).as("makes it, and never tells").isEmpty();
        assertThat(rules.filter()).as("has waited").isEmpty();
        assertThat(rules.filter()).as("makes it").isEmpty();
        rules.tried(kept("filter"));
        has(rules.filter(), "filter");
    }

    @Test
    void keepsItsFilterWhenTheContainerThatItWasMadeForHasGone() throws IOException {
        SeccompRules rules = rules();
        assertThat(rules.filter()).isEmpty();
        Optional<Path> kept = kept("filter");
        rules.tried(kept);
        Files.delete(kept.orElseThrow());
        has(rules.filter(), "filter");
    }

    @Test
    void letsItBeMadeAnewWhereItsFileHasGone() throws IOException {
        SeccompRules rules = rules();
        assertThat(rules.filter()).isEmpty();
        rules.tried(kept("filter"));
        Files.delete(rules.filter().orElseThrow().file());
        assertThat(rules.filter()).as("it has gone").isEmpty();
        assertThat(rules.filter()).as("makes it").isEmpty();
        rules.tried(kept("filter"));
        has(rules.filter(), "filter");
    }

    @Test
    void hasNoneForARuntimeThatTakesNone() throws IOException {
        SeccompRules rules = new SeccompRules(JSON.createObjectNode(), Optional.empty());
        assertThat(rules.filter()).isEmpty();
        rules.tried(kept("filter"));
        assertThat(rules.filter()).isEmpty();
    }

    @Test
    void readsAProfileAnewWhenItsFileIsAnother() throws IOException {
        SeccompProfiles profiles = new SeccompProfiles(Optional.of(folder));
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
