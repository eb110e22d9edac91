package io.mesocosm.master.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.registry.RegistryContent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop's effects and the leadership's certainty (design §3). */
class MasterLoopTest {
    private final ScriptedLeadership leadership = new ScriptedLeadership();
    private final Gate gate = new Gate(leadership);
    private final List<Effect> carried = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> steppedDown = new CompletableFuture<>();
    private final MasterLoop loop =
            new MasterLoop(
                    new Master(MasterConfig.defaults("m"), RegistryContent.EMPTY, Instant.EPOCH),
                    carried::add,
                    Clock.systemUTC(),
                    gate,
                    steppedDown::complete);

    @AfterEach
    void end() {
        gate.shut();
        loop.close();
    }

    private void ask(long call) {
        loop.submit(new OperatorCall.TeardownFramework(new CallHandle(call), "none"));
    }

    private List<Long> answered() {
        return carried.stream()
                .filter(Effect.Reply.class::isInstance)
                .map(effect -> ((Effect.Reply) effect).call().id())
                .toList();
    }

    @Test
    void carriesEffectsOutWhileTheLeadershipIsCertain() {
        loop.start();
        ask(1);
        await().until(() -> answered().equals(List.of(1L)));
    }

    @Test
    void holdsEffectsWhileItIsUncertainAndLosesNone() {
        loop.start();
        ask(1);
        await().until(() -> answered().equals(List.of(1L)));
        leadership.become(false);
        ask(2);
        ask(3);
        await().during(Duration.ofMillis(100)).until(() -> answered().equals(List.of(1L)));
        leadership.become(true);
        await().until(() -> answered().equals(List.of(1L, 2L, 3L)));
    }

    @Test
    void carriesNothingOutOnceTheLeadershipIsLost() {
        loop.start();
        leadership.become(false);
        ask(1);
        leadership.lose();
        leadership.become(true);
        ask(2);
        loop.close();
        assertThat(carried).isEmpty();
    }
}
