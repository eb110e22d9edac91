package io.mesocosm.marathon.server.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesocosm.marathon.server.UnsteadyElection;
import io.mesocosm.store.MemoryStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a leader may do, and when (design §3). */
class TenureTest {

    private final UnsteadyElection election = new UnsteadyElection(new MemoryStore());
    private final Tenure tenure = new Tenure(election.campaign("me").toCompletableFuture().join());

    @Test
    void letsPassWhileNoOtherCanLead() {
        tenure.awaitCertainty();
        assertThat(tenure.isCertain()).isTrue();
    }

    @Test
    void holdsBackWhileItIsUncertainAndLetsGoOnAfterwards() {
        election.certain(false);
        CompletableFuture<Void> passing = CompletableFuture.runAsync(tenure::awaitCertainty);
        tenure.pause(Duration.ofMillis(30));
        assertThat(passing).isNotDone();
        election.certain(true);
        await().untilAsserted(() -> assertThat(passing).isCompleted());
    }

    @Test
    void letsNothingPassAnyMoreOnceItIsLost() {
        election.certain(false);
        CompletableFuture<Void> passing = CompletableFuture.runAsync(tenure::awaitCertainty);
        election.lose();
        assertThatThrownBy(passing::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(Deposed.class)
                .hasMessageContaining("This Marathon leads no more: its term 1 is over");
        election.certain(true);
        assertThatThrownBy(tenure::awaitCertainty).isInstanceOf(Deposed.class);
    }

    @Test
    void isOverWhenItIsGivenUp() {
        tenure.resign().toCompletableFuture().join();
        assertThat(election.isResigned()).isTrue();
        assertThat(tenure.isCertain()).isFalse();
        assertThatThrownBy(tenure::awaitCertainty).hasMessageContaining("it has resigned");
        assertThat(tenure.lost().toCompletableFuture()).isNotDone();
    }
}
