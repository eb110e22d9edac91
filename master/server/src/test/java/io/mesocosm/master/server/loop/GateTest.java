package io.mesocosm.master.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing leaves a leader but while no other can lead (design §3). */
class GateTest {
    private final ScriptedLeadership leadership = new ScriptedLeadership();
    private final Gate gate = new Gate(leadership);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        gate.shut();
        threads.close();
    }

    private CompletableFuture<Boolean> passing() {
        return CompletableFuture.supplyAsync(gate::pass, threads);
    }

    private static boolean answer(CompletableFuture<Boolean> passing) throws Exception {
        return passing.get(5, TimeUnit.SECONDS);
    }

    @Test
    void letsEverythingOutWhileTheLeadershipIsCertain() throws Exception {
        assertThat(answer(passing())).isTrue();
    }

    @Test
    void holdsWhatComesWhileItIsUncertainAndLetsItOutAfterwards() throws Exception {
        leadership.become(false);
        List<CompletableFuture<Boolean>> held =
                IntStream.range(0, 20).mapToObj(_ -> passing()).toList();
        await().during(Duration.ofMillis(100)).until(() -> held.stream().noneMatch(Future::isDone));
        leadership.become(true);
        for (CompletableFuture<Boolean> each : held) {
            assertThat(answer(each)).isTrue();
        }
    }

    @Test
    void letsNothingOutOnceTheLeadershipIsLost() throws Exception {
        leadership.become(false);
        CompletableFuture<Boolean> held = passing();
        leadership.lose();
        assertThat(answer(held)).isFalse();
        leadership.become(true);
        assertThat(answer(passing())).as("a lost leadership does not come back").isFalse();
    }

    @Test
    void letsNothingOutOnceItIsShut() throws Exception {
        leadership.become(false);
        CompletableFuture<Boolean> held = passing();
        gate.shut();
        assertThat(answer(held)).isFalse();
    }

    @Test
    void keepsTheOrderOfWhatASenderHolds() throws Exception {
        SerialSender sender = new SerialSender(threads, gate);
        List<Integer> sent = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        leadership.become(false);
        IntStream.range(0, 50).forEach(i -> sender.run(() -> sent.add(i)));
        sender.run(() -> all.complete(null));
        assertThat(sent).isEmpty();
        leadership.become(true);
        all.get(5, TimeUnit.SECONDS);
        assertThat(sent).isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void dropsWhatASenderHoldsWhenTheLeadershipIsLost() throws Exception {
        SerialSender sender = new SerialSender(threads, gate);
        List<String> sent = new CopyOnWriteArrayList<>();
        leadership.become(false);
        sender.run(() -> sent.add("an offer"));
        leadership.lose();
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).isEmpty();
    }
}
