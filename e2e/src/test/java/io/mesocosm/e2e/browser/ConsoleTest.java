package io.mesocosm.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at the master's "/", looked at in a real browser that reaches the master only. */
@Tag("e2e")
@Needs("chromium")
class ConsoleTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static final String PANELS_HOLD_WHAT_IS_IN_THEM =
            "[...document.querySelectorAll('.panels > section')].every(s => s.scrollWidth <= s.clientWidth)";

    private static RawScheduler scheduler;
    private static Browser browser;

    @BeforeAll
    static void aTaskRuns() throws IOException {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("shown")).subscribe();
        scheduler.launch(
                Tasks.command(
                        "talker",
                        "echo hello from the sandbox; while [ ! -e go ]; do sleep 0.2; done;"
                                + " echo a line that came later; exec tail -f /dev/null"));
        scheduler.awaitState("talker", "TASK_RUNNING");
        browser = new Browser();
    }

    @AfterAll
    static void stops() throws IOException {
        scheduler.close();
        browser.close();
    }

    @AfterEach
    void thePageThrewNothing() {
        assertThat(browser.exceptions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 1000, 390})
    void everyViewShowsItsFactsAndFitsTheScreen(int width) throws IOException {
        String agent = CLUSTER.registeredAgent().path("id").asText();
        String[][] views = {
            {"#/", "talker"},
            {"#/agents", agent},
            {"#/agents/" + agent, "shown"},
            {"#/frameworks", "shown"},
            {"#/frameworks/" + scheduler.frameworkId(), "talker"},
            {"#/roles", "e2e"},
            {"#/offers", "Outstanding offers"},
        };
        for (int i = 0; i < views.length; i++) {
            browser.open("http://" + CLUSTER.master() + "/" + views[i][0], width);
            browser.awaitText(views[i][1]);
            assertThat(
                            browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                                    .asBoolean())
                    .as("no horizontal scroll of " + views[i][0])
                    .isTrue();
            assertThat(browser.evaluate(PANELS_HOLD_WHAT_IS_IN_THEM).asBoolean())
                    .as("nothing over the edge of a panel of " + views[i][0])
                    .isTrue();
            browser.screenshot(Path.of("target/screenshots/view-" + i + "-" + width + ".png"));
        }
    }

    @Test
    void followsAFileOfASandboxAsItGrows() throws IOException {
        browser.open("http://" + CLUSTER.master() + "/", 1280);
        browser.click("Sandbox of talker");
        browser.click("stdout");
        browser.awaitText("hello from the sandbox");
        assertThat(browser.text()).doesNotContain("a line that came later");
        Files.createFile(
                new io.mesocosm.e2e.framework.Sandbox(CLUSTER)
                        .directory(scheduler, "talker")
                        .resolve("go"));

        browser.awaitText("a line that came later");
        browser.screenshot(Path.of("target/screenshots/tail.png"));
    }

    @Test
    void isAlsoServedBelowMasterAsMesosDoes() {
        for (String path : new String[] {"/master", "/master/"}) {
            browser.open("http://" + CLUSTER.master() + path, 1280);
            browser.awaitText("talker");
        }
    }

    /** As links to a cluster that asks for a password are written by many. */
    @Test
    void isThereByAnAddressThatNamesAUserToo() {
        browser.open("http://ada:secret@" + CLUSTER.master() + "/", 1280);
        browser.awaitText("talker");
    }

    @Test
    void saysThatTheMasterIsAwayAndRecovers() {
        browser.open("http://" + CLUSTER.master() + "/", 1280);
        browser.awaitText("talker");
        CLUSTER.component("master").kill();
        browser.awaitText("does not answer");
        assertThat(browser.text()).contains("talker");
        CLUSTER.component("master").start();
        CLUSTER.component("agent").awaitReady();

        browser.awaitText("Active tasks");
        org.awaitility.Awaitility.await("the warning to go")
                .until(() -> !browser.text().contains("does not answer"));
        scheduler =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("shown"))
                        .as(scheduler.frameworkId())
                        .subscribe();
    }
}
