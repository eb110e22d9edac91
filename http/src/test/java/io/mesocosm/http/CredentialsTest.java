package io.mesocosm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Whose secrets are right, and when a file's are read again (spec §9). */
class CredentialsTest {
    private static final Duration SOON = Duration.ofMillis(10);

    private final Logger logger = (Logger) LoggerFactory.getLogger(Credentials.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void start() {
        file = folder.resolve("credentials.json");
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    private void write(String... principals) throws IOException {
        replace(
                "{\"credentials\": [%s]}"
                        .formatted(
                                String.join(
                                        ", ",
                                        List.of(principals).stream()
                                                .map(CredentialsTest::entry)
                                                .toList())));
    }

    private static String entry(String principal) {
        return "{\"principal\": \"%s\", \"secret\": \"of-%s\"}".formatted(principal, principal);
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<ILoggingEvent> complaints() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getFormattedMessage().contains("not read again"))
                .toList();
    }

    @Test
    void matchAPrincipalAndItsSecretOnly() {
        Credentials credentials = new Credentials(Map.of("ada", "s3cret", "grace", "hopper"));
        assertThat(credentials.match("ada", "s3cret")).isTrue();
        assertThat(credentials.match("grace", "hopper")).isTrue();
        for (String wrong : List.of("", "s3cre", "s3cret ", "S3cret", "hopper")) {
            assertThat(credentials.match("ada", wrong)).as(wrong).isFalse();
        }
        assertThat(credentials.match("nobody", "")).isFalse();
        assertThat(credentials.match("", "s3cret")).isFalse();
    }

    @Test
    void areReadFromAFileOrGivenAsTheyAre() throws IOException {
        write("ada", "grace");
        assertThat(Credentials.of(file.toString()).match("grace", "of-grace")).isTrue();
        assertThat(
                        Credentials.of("{\"credentials\": [" + entry("ada") + "]}")
                                .match("ada", "of-ada"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ada s3cret | are not of the form",
                "{\"credentials\": {}} | are not of the form",
                "{\"credentials\": [{\"principal\": \"ada\"}]} | 'ada' has no secret",
                "{\"credentials\": [{\"principal\": \"ada\", \"secret\": \"\"}]} | 'ada' has no secret",
            })
    void areRefusedWithTheReasonAtTheStart(String text, String reason) throws IOException {
        replace(text);
        assertThatThrownBy(() -> Credentials.of(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void nameTheFileThatIsMissing() {
        assertThatThrownBy(() -> Credentials.of(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage("'" + file + "' is missing or cannot be read by this user");
    }

    @Test
    void letPrincipalsComeAndGoAsTheFileChanges() throws Exception {
        write("ada");
        Credentials credentials = Credentials.of(file.toString());
        try (var following = credentials.follow(SOON)) {
            assertThat(following).isNotNull();
            write("ada", "grace");
            await().until(() -> credentials.match("grace", "of-grace"));
            assertThat(credentials.match("ada", "of-ada")).isTrue();
            write("grace");
            await().until(() -> !credentials.match("ada", "of-ada"));
            assertThat(credentials.match("grace", "of-grace")).isTrue();
        }
        assertThat(complaints()).isEmpty();
    }

    @Test
    void stayAsTheyWereWhileTheFileCannotBeUsedAndSaySoOnce() throws Exception {
        write("ada");
        Credentials credentials = Credentials.of(file.toString());
        try (var following = credentials.follow(SOON)) {
            assertThat(following).isNotNull();
            replace("no JSON");
            await().until(() -> complaints().size() == 1);
            Files.delete(file);
            await().until(() -> complaints().size() == 2);
            await().during(SOON.multipliedBy(10))
                    .until(() -> complaints().size() == 2 && credentials.match("ada", "of-ada"));
            write("grace");
            await().until(() -> credentials.match("grace", "of-grace"));
            assertThat(credentials.match("ada", "of-ada")).isFalse();
        }
    }

    @Test
    void areReadNoMoreOnceNobodyFollows() throws Exception {
        write("ada");
        Credentials credentials = Credentials.of(file.toString());
        credentials.follow(SOON).close();
        write("grace");
        await().during(SOON.multipliedBy(10)).until(() -> credentials.match("ada", "of-ada"));
    }
}
