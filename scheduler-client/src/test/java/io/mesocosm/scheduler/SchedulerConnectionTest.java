package io.mesocosm.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the client finds its master, keeps to it, and leaves it (spec §0.4, §1.1). */
class SchedulerConnectionTest extends SchedulerClientFixture {

    private static final TaskID TASK = TaskID.newBuilder().setValue("t").build();

    @Test
    void followsTheRedirectOfAStandby() throws Exception {
        try (FakeMaster leader = FakeMaster.start()) {
            String location =
                    "//127.0.0.1:" + leader.address().getPort() + "/master/api/v1/scheduler";
            master.answer(received -> new FakeMaster.Answer(307, location));
            SchedulerClient client = start(config());
            FakeMaster.Stream stream = leader.nextStream();
            stream.subscribed("f", 15);
            assertThat(scheduler.next()).isEqualTo("subscribed f");
            assertThat(stream.request.path()).isEqualTo("/master/api/v1/scheduler");
            assertThat(result(client.kill(TASK))).isEqualTo(new CallResult.Accepted());
            assertThat(leader.nextCall().path()).isEqualTo("/master/api/v1/scheduler");
            client.close();
        }
    }

    @Test
    void asksTheNextMasterWhenOneIsDown() throws Exception {
        String down;
        try (ServerSocket socket = new ServerSocket(0)) {
            down = "http://127.0.0.1:" + socket.getLocalPort();
        }
        start(
                SchedulerConfig.of(down, master.address() + "/")
                        .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50)));
        subscribe();
    }

    @Test
    void doesNotFollowRedirectsInCircles() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        master.answer(
                received -> {
                    if (asked.incrementAndGet() > 12) {
                        return new FakeMaster.Answer(200, "");
                    }
                    return new FakeMaster.Answer(307, "/api/v1/scheduler");
                });
        start(config());
        subscribe();
        assertThat(asked.get()).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 500, 404, 307})
    void triesAgainAfterWhatMayPass(int status) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        master.answer(
                received ->
                        new FakeMaster.Answer(
                                asked.incrementAndGet() < 4 ? status : 200, ":: no address"));
        start(config());
        subscribe();
        assertThat(asked.get()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void givesUpWhenTheMasterRefusesTheFramework(int status) throws Exception {
        master.answer(received -> new FakeMaster.Answer(status, "no"));
        SchedulerClient client = start(config());
        assertThat(scheduler.next())
                .isEqualTo(
                        "error: "
                                + master.address()
                                + "/api/v1/scheduler answered "
                                + status
                                + ": no");
        client.ended().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sendsItsCredentialsWithEachRequest() throws Exception {
        SchedulerClient client =
                start(config().withCredentials(new BasicCredentials("me", "geheim:ü")));
        FakeMaster.Stream stream = subscribe();
        String expected =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("me:geheim:ü".getBytes(StandardCharsets.UTF_8));
        assertThat(stream.request.header("Authorization")).isEqualTo(expected);
        result(client.kill(TASK));
        assertThat(master.nextCall().header("Authorization")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscribesAgainAsTheSameFrameworkWhenTheStreamBreaks(boolean orderly) throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        if (orderly) {
            stream.end();
        } else {
            stream.abort();
        }
        assertThat(scheduler.next()).startsWith("disconnected: ");
        FakeMaster.Stream second = master.nextStream();
        FrameworkID id = FrameworkID.newBuilder().setValue("f").build();
        assertThat(second.request.call().getFrameworkId()).isEqualTo(id);
        assertThat(second.request.call().getSubscribe().getFrameworkInfo().getId()).isEqualTo(id);
        second.subscribed("f", 15);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        result(client.kill(TASK));
        assertThat(master.nextCall().header("Mesos-Stream-Id")).isEqualTo(second.id);
    }

    @Test
    void namesAFrameworkIdThatItWasGivenInBothPlaces() throws Exception {
        FrameworkID id = FrameworkID.newBuilder().setValue("mine").build();
        SchedulerClient client = start(config(), FRAMEWORK.toBuilder().setId(id).build());
        assertThat(client.frameworkId()).contains(id);
        Call call = master.nextStream().request.call();
        assertThat(call.getFrameworkId()).isEqualTo(id);
        assertThat(call.getSubscribe().getFrameworkInfo().getId()).isEqualTo(id);
    }

    @Test
    void givesUpAMasterThatMissesItsHeartbeats() throws Exception {
        start(config());
        FakeMaster.Stream stream = master.nextStream();
        stream.subscribed("f", 0.05);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        assertThat(scheduler.next())
                .isEqualTo("disconnected: nothing came from the master for PT0.25S");
        master.nextStream();
        await().until(() -> !stream.isOpen());
    }

    @Test
    void asksAllMastersBeforeItWaits() throws Exception {
        master.answer(received -> new FakeMaster.Answer(503, "No leader elected"));
        try (FakeMaster second = FakeMaster.start();
                FakeMaster third = FakeMaster.start()) {
            second.answer(received -> new FakeMaster.Answer(503, "No leader elected"));
            start(
                    SchedulerConfig.of(
                                    master.address().toString(),
                                    second.address().toString(),
                                    third.address().toString())
                            .withBackoff(Duration.ofMinutes(5), Duration.ofMinutes(5)));
            third.nextStream().subscribed("f", 15);
            assertThat(scheduler.next()).isEqualTo("subscribed f");
        }
    }

    @Test
    void doesNotWaitLongForAMasterThatIsFrozenWhenThereIsAnother() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0)) {
            start(
                    SchedulerConfig.of(
                                    "http://127.0.0.1:" + frozen.getLocalPort(),
                                    master.address().toString())
                            .withTimeouts(Duration.ofMillis(200), Duration.ofMinutes(5)));
            subscribe();
        }
    }

    @Test
    void triesSoonForAsLongAsAnElectionMayTake() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        master.answer(
                received ->
                        new FakeMaster.Answer(
                                asked.incrementAndGet() < 12 ? 503 : 200, "No leader elected"));
        // Doubled eleven times, the waits would last for half a minute.
        start(config().withBackoff(Duration.ofMillis(20), Duration.ofMinutes(5)));
        subscribe();
        assertThat(asked.get()).isEqualTo(12);
    }

    @Test
    void goesOverWhenTheMastersSayTwiceThatAnotherOneLeads() throws Exception {
        try (FakeMaster leader = FakeMaster.start()) {
            start(
                    SchedulerConfig.of(master.address().toString(), leader.address().toString())
                            .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50))
                            .withLeaderCheck(Duration.ofMillis(30)));
            subscribe();
            // As a master does that went over to be a standby while its stream hangs.
            master.tellThatLeads(leader.address());
            master.answer(
                    received ->
                            new FakeMaster.Answer(
                                    307,
                                    "//"
                                            + leader.address().getAuthority()
                                            + "/master/api/v1/scheduler"));
            assertThat(scheduler.next())
                    .isEqualTo(
                            "disconnected: %s/api/v1/scheduler is said not to lead any more, but %s"
                                    .formatted(master.address(), leader.address().getAuthority()));
            leader.nextStream().subscribed("f", 15);
            assertThat(scheduler.next()).isEqualTo("subscribed f");
        }
    }

    @Test
    void staysWhenOneMasterStillTellsOfTheOneItIsSubscribedTo() throws Exception {
        try (FakeMaster late = FakeMaster.start()) {
            late.tellThatLeads(URI.create("http://127.0.0.1:1"));
            late.answer(received -> new FakeMaster.Answer(503, "No leader elected"));
            SchedulerClient client =
                    start(
                            SchedulerConfig.of(
                                            late.address().toString(), master.address().toString())
                                    .withLeaderCheck(Duration.ofMillis(10)));
            FakeMaster.Stream stream = subscribe();
            late.awaitAskedWhoLeads(5);
            assertThat(result(client.kill(TASK))).isEqualTo(new CallResult.Accepted());
            stream.send(update("t"));
            assertThat(scheduler.next()).isEqualTo("update t TASK_RUNNING");
        }
    }

    @Test
    void sendsNothingWithoutPermission() throws Exception {
        AtomicBoolean permitted = new AtomicBoolean(true);
        SchedulerClient client = start(config().withPermit(permitted::get));
        FakeMaster.Stream stream = subscribe();
        permitted.set(false);
        CompletableFuture<CallResult> kill = client.kill(TASK);
        stream.send(update("t"));
        assertThat(scheduler.next()).isEqualTo("update t TASK_RUNNING");
        assertThat(master.pendingCalls()).isZero();
        permitted.set(true);
        assertThat(result(kill)).isEqualTo(new CallResult.Accepted());
        permitted.set(false);
        stream.end();
        assertThat(scheduler.next()).startsWith("disconnected: ");
        assertThat(master.pendingStreams()).isZero();
        permitted.set(true);
        subscribe();
    }

    @Test
    void breaksWithAMasterThatSendsNoEvents() throws Exception {
        start(config());
        FakeMaster.Stream stream = subscribe();
        stream.sendBytes("<html>".getBytes(StandardCharsets.UTF_8));
        assertThat(scheduler.next())
                .isEqualTo(
                        "disconnected: the master sent what is no event: Failed to decode length '<': not a decimal number");
        master.nextStream();
    }

    @Test
    void breaksWithAMasterThatDoesNotLeadAnyMore() throws Exception {
        SchedulerClient client = start(config());
        subscribe();
        master.answer(
                received -> new FakeMaster.Answer(307, "//127.0.0.1:1/master/api/v1/scheduler"));
        assertThat(result(client.kill(TASK))).isInstanceOf(CallResult.NotConnected.class);
        assertThat(scheduler.next()).endsWith("does not lead any more");
        master.answerAsUsual();
        subscribe();
    }

    @Test
    void asksForNoOffersOfSuppressedRoles() throws Exception {
        start(config().withSuppressedRoles(List.of("r")));
        assertThat(master.nextStream().request.call().getSubscribe().getSuppressedRolesList())
                .containsExactly("r");
    }

    @Test
    void leavesWithoutAWordWhenClosed() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        var _ = client.kill(TASK);
        client.close();
        assertThat(client.ended()).isDone();
        assertThat(master.nextCall().call().getType()).isEqualTo(Call.Type.KILL);
        await().until(() -> !stream.isOpen());
        assertThat(scheduler.pending()).isZero();
        assertThat(master.pendingStreams()).isZero();
        assertThat(result(client.kill(TASK))).isInstanceOf(CallResult.NotConnected.class);
    }

    @Test
    void closesWhileItLooksForAMaster() throws Exception {
        master.answer(received -> new FakeMaster.Answer(503, "No leader elected"));
        SchedulerClient client =
                start(config().withBackoff(Duration.ofMinutes(5), Duration.ofMinutes(5)));
        client.close();
        assertThat(client.ended()).isDone();
    }

    @Test
    void closesFromWithinACallback() throws Exception {
        SchedulerClient client = start(config());
        scheduler.react(
                line -> {
                    if (line.startsWith("update")) {
                        client.close();
                    }
                });
        FakeMaster.Stream stream = subscribe();
        stream.send(update("t"));
        client.ended().get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsWithATeardownThatIsAccepted() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        // A master ends the stream while, or even before, it answers.
        master.answer(
                received -> {
                    stream.end();
                    return new FakeMaster.Answer(202, "");
                });
        assertThat(result(client.teardown())).isEqualTo(new CallResult.Accepted());
        client.ended().get(10, TimeUnit.SECONDS);
        assertThat(master.nextCall().call().getType()).isEqualTo(Call.Type.TEARDOWN);
        assertThat(scheduler.pending()).isZero();
        assertThat(master.pendingStreams()).isZero();
    }

    @Test
    void staysAfterATeardownThatIsRefused() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        master.answer(received -> new FakeMaster.Answer(403, "not yours"));
        assertThat(result(client.teardown())).isEqualTo(new CallResult.Refused(403, "not yours"));
        stream.send(update("t"));
        assertThat(scheduler.next()).isEqualTo("update t TASK_RUNNING");
    }
}
