package io.mesocosm.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.Filters;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.OperationID;
import io.mesocosm.protocol.v1.OperationState;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.Request;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.UUID;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The calls of a framework: each with its fields, in order, and with a clear result (spec §1.3).
 */
class SchedulerCallsTest extends SchedulerClientFixture {

    private static final AgentID AGENT = AgentID.newBuilder().setValue("a").build();
    private static final TaskID TASK = TaskID.newBuilder().setValue("t").build();
    private static final ExecutorID EXECUTOR = ExecutorID.newBuilder().setValue("e").build();
    private static final List<OfferID> OFFERS = List.of(OfferID.newBuilder().setValue("o").build());
    private static final Filters FILTERS = Filters.newBuilder().setRefuseSeconds(9).build();
    private static final ByteString UUID_BYTES = ByteString.copyFromUtf8("0123456789abcdef");

    /** Each call, and what the master is to receive besides the framework's id. */
    static Stream<Arguments> calls() {
        String offers = "{\"%s\":[{\"value\":\"o\"}],\"filters\":{\"refuse_seconds\":9}}";
        String agent = "\"agent_id\":{\"value\":\"a\"}";
        String task = "\"task_id\":{\"value\":\"t\"}";
        String executor = "\"executor_id\":{\"value\":\"e\"}";
        String uuid = "\"uuid\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"";
        var launch = Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH).build();
        var asked = Call.Reconcile.Task.newBuilder().setTaskId(TASK).build();
        return Stream.of(
                call(
                        c -> c.accept(OFFERS, List.of(launch), FILTERS),
                        "ACCEPT",
                        offers.formatted("offer_ids")
                                .replace(
                                        "\"filters",
                                        "\"operations\":[{\"type\":\"LAUNCH\"}],\"filters")),
                call(c -> c.decline(OFFERS, FILTERS), "DECLINE", offers.formatted("offer_ids")),
                call(
                        c -> c.acceptInverseOffers(OFFERS, FILTERS),
                        "ACCEPT_INVERSE_OFFERS",
                        offers.formatted("inverse_offer_ids")),
                call(
                        c -> c.declineInverseOffers(OFFERS, FILTERS),
                        "DECLINE_INVERSE_OFFERS",
                        offers.formatted("inverse_offer_ids")),
                call(c -> c.revive(List.of("r")), "REVIVE", "{\"roles\":[\"r\"]}"),
                call(c -> c.suppress(List.of()), "SUPPRESS", "{}"),
                call(
                        c -> c.request(List.of(Request.newBuilder().setAgentId(AGENT).build())),
                        "REQUEST",
                        "{\"requests\":[{" + agent + "}]}"),
                call(c -> c.kill(TASK), "KILL", "{" + task + "}"),
                call(c -> c.kill(TASK, AGENT), "KILL", "{" + task + "," + agent + "}"),
                call(
                        c -> c.shutdown(EXECUTOR, AGENT),
                        "SHUTDOWN",
                        "{" + executor + "," + agent + "}"),
                call(
                        c -> c.acknowledge(status().setUuid(UUID_BYTES).build()),
                        "ACKNOWLEDGE",
                        "{" + agent + "," + task + "," + uuid + "}"),
                call(
                        c -> c.acknowledgeOperation(operation().build()),
                        "ACKNOWLEDGE_OPERATION_STATUS",
                        "{" + agent + "," + uuid + ",\"operation_id\":{\"value\":\"op\"}}"),
                call(c -> c.reconcile(List.of(asked)), "RECONCILE", "{\"tasks\":[{" + task + "}]}"),
                call(c -> c.reconcileOperations(List.of()), "RECONCILE_OPERATIONS", "{}"),
                call(
                        c -> c.message(AGENT, EXECUTOR, new byte[] {1, 2}),
                        "MESSAGE",
                        "{" + agent + "," + executor + ",\"data\":\"AQI=\"}"));
    }

    private static Arguments call(
            Function<SchedulerClient, CompletableFuture<CallResult>> made,
            String type,
            String body) {
        String field = type.toLowerCase(Locale.ROOT);
        return Arguments.of(
                "%s %s".formatted(type, body),
                made,
                "{\"framework_id\":{\"value\":\"f\"},\"type\":\"%s\",\"%s\":%s}"
                        .formatted(type, field, body));
    }

    private static TaskStatus.Builder status() {
        return TaskStatus.newBuilder()
                .setTaskId(TASK)
                .setAgentId(AGENT)
                .setState(TaskState.TASK_RUNNING);
    }

    private static OperationStatus.Builder operation() {
        return OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .setAgentId(AGENT)
                .setOperationId(OperationID.newBuilder().setValue("op"))
                .setUuid(UUID.newBuilder().setValue(UUID_BYTES));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void sends(
            String name,
            Function<SchedulerClient, CompletableFuture<CallResult>> made,
            String expected)
            throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        assertThat(result(made.apply(client))).isEqualTo(new CallResult.Accepted());
        FakeMaster.Received received = master.nextCall();
        assertThat(received.call()).isEqualTo(MesosJson.parse(expected, Call.getDefaultInstance()));
        assertThat(received.path()).isEqualTo("/api/v1/scheduler");
        assertThat(received.header("Mesos-Stream-Id")).isEqualTo(stream.id);
        assertThat(received.header("Content-Type")).isEqualTo("application/x-protobuf");
    }

    @Test
    void acceptsWithTheTraceThatItIsGiven() throws Exception {
        SchedulerClient client = start(config());
        subscribe();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        result(client.accept(OFFERS, List.of(), FILTERS, Map.of("traceparent", trace)));
        assertThat(master.nextCall().header("traceparent")).isEqualTo(trace);
        result(client.accept(OFFERS, List.of(), FILTERS));
        assertThat(master.nextCall().header("traceparent")).isEmpty();
    }

    @Test
    void sendsNoStreamIdWithASubscription() throws Exception {
        start(config());
        FakeMaster.Stream stream = subscribe();
        assertThat(stream.request.header("Mesos-Stream-Id")).isEmpty();
        assertThat(stream.request.header("Accept")).isEqualTo("application/x-protobuf");
        assertThat(stream.request.call().getSubscribe().getFrameworkInfo()).isEqualTo(FRAMEWORK);
        assertThat(stream.request.call().hasFrameworkId()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sendsManyCallsInOrderOnOneConnectionOfTheirOwn(MessageFormat format) throws Exception {
        SchedulerClient client = start(config().withFormat(format));
        FakeMaster.Stream stream = subscribe();
        CompletableFuture<CallResult> last =
                CompletableFuture.completedFuture(new CallResult.Accepted());
        for (int i = 0; i < 500; i++) {
            last = client.kill(TaskID.newBuilder().setValue("t" + i).build());
        }
        assertThat(result(last)).isEqualTo(new CallResult.Accepted());
        Set<Integer> connections = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            FakeMaster.Received received = master.nextCall();
            assertThat(received.call().getKill().getTaskId().getValue()).isEqualTo("t" + i);
            connections.add(received.clientPort());
        }
        assertThat(connections).hasSize(1).doesNotContain(stream.request.clientPort());
    }

    @Test
    void sendsNothingForAStatusWithoutUuid() throws Exception {
        SchedulerClient client = start(config());
        subscribe();
        assertThat(result(client.acknowledge(status().build())))
                .isEqualTo(new CallResult.Accepted());
        assertThat(result(client.acknowledgeOperation(operation().clearUuid().build())))
                .isEqualTo(new CallResult.Accepted());
        assertThat(result(client.kill(TASK))).isEqualTo(new CallResult.Accepted());
        assertThat(master.nextCall().call().getType()).isEqualTo(Call.Type.KILL);
    }

    @Test
    void tellsWhyTheMasterRefusedACall() throws Exception {
        SchedulerClient client = start(config());
        subscribe();
        master.answer(
                received -> new FakeMaster.Answer(400, "Failed to validate scheduler::Call: no"));
        assertThat(result(client.kill(TASK)))
                .isEqualTo(new CallResult.Refused(400, "Failed to validate scheduler::Call: no"));
        assertThat(client.isSubscribed()).isTrue();
    }

    @Test
    void refusesCallsWhileThereIsNoSubscription() throws Exception {
        SchedulerClient client = start(config());
        master.nextStream();
        assertThat(result(client.kill(TASK)))
                .isEqualTo(
                        new CallResult.NotConnected("the framework is not subscribed at present"));
        assertThat(result(client.teardown())).isInstanceOf(CallResult.NotConnected.class);
        assertThat(master.pendingCalls()).isZero();
    }

    @Test
    void tellsApartWhatWasNeverSentAndWhatWasNeverAnswered() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        CountDownLatch gate = new CountDownLatch(1);
        master.hold(gate);
        CompletableFuture<CallResult> underWay = client.kill(TASK);
        CompletableFuture<CallResult> behind = client.kill(TASK);
        master.nextCall();
        stream.end();
        assertThat(scheduler.next()).startsWith("disconnected");
        assertThat(result(behind))
                .isEqualTo(new CallResult.NotConnected("the master closed the connection"));
        client.close();
        assertThat(result(underWay)).isInstanceOf(CallResult.Unanswered.class);
        gate.countDown();
    }

    @Test
    void subscribesWithTheFrameworkAsLastUpdated() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        master.answer(received -> new FakeMaster.Answer(200, ""));
        var changed = FRAMEWORK.toBuilder().setName("renamed").build();
        assertThat(result(client.updateFramework(changed, List.of("r"))))
                .isEqualTo(new CallResult.Accepted());
        Call.UpdateFramework sent = master.nextCall().call().getUpdateFramework();
        assertThat(sent.getFrameworkInfo().getId().getValue()).isEqualTo("f");
        assertThat(sent.getSuppressedRolesList()).containsExactly("r");
        stream.end();
        assertThat(master.nextStream().request.call().getSubscribe().getFrameworkInfo())
                .isEqualTo(sent.getFrameworkInfo());
    }
}
