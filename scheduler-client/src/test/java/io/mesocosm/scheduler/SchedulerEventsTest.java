package io.mesocosm.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.OperationState;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scheduler is told: every event, in order, by one thread (spec §1.7). */
class SchedulerEventsTest extends SchedulerClientFixture {

    @ParameterizedTest
    @EnumSource
    void deliversEveryKindOfEventInOrder(MessageFormat format) throws Exception {
        start(config().withFormat(format));
        FakeMaster.Stream stream = subscribe();
        OfferID offer = OfferID.newBuilder().setValue("o1").build();
        AgentID agent = AgentID.newBuilder().setValue("a1").build();
        stream.send(event(Event.Type.HEARTBEAT).build());
        stream.send(
                event(Event.Type.OFFERS)
                        .setOffers(
                                Event.Offers.newBuilder()
                                        .addOffers(
                                                Offer.newBuilder()
                                                        .setId(offer)
                                                        .setAgentId(agent)
                                                        .setFrameworkId(
                                                                FrameworkID.newBuilder()
                                                                        .setValue("f"))
                                                        .setHostname("h")))
                        .build());
        stream.send(
                event(Event.Type.RESCIND)
                        .setRescind(Event.Rescind.newBuilder().setOfferId(offer))
                        .build());
        stream.send(event(Event.Type.INVERSE_OFFERS).build());
        stream.send(
                event(Event.Type.RESCIND_INVERSE_OFFER)
                        .setRescindInverseOffer(
                                Event.RescindInverseOffer.newBuilder().setInverseOfferId(offer))
                        .build());
        stream.send(update("t1"));
        stream.send(
                event(Event.Type.UPDATE_OPERATION_STATUS)
                        .setUpdateOperationStatus(
                                Event.UpdateOperationStatus.newBuilder()
                                        .setStatus(
                                                OperationStatus.newBuilder()
                                                        .setState(
                                                                OperationState.OPERATION_FINISHED)))
                        .build());
        stream.send(
                event(Event.Type.MESSAGE)
                        .setMessage(
                                Event.Message.newBuilder()
                                        .setAgentId(agent)
                                        .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                                        .setData(ByteString.copyFromUtf8("hello")))
                        .build());
        stream.send(
                event(Event.Type.FAILURE)
                        .setFailure(Event.Failure.newBuilder().setAgentId(agent))
                        .build());
        for (String line :
                new String[] {
                    "heartbeat",
                    "offers [o1]",
                    "rescind o1",
                    "inverseOffers 0",
                    "rescindInverseOffer o1",
                    "update t1 TASK_RUNNING",
                    "operationUpdate OPERATION_FINISHED",
                    "message hello",
                    "failure a1"
                }) {
            assertThat(scheduler.next()).isEqualTo(line);
        }
    }

    @Test
    void deliversManyEventsInOrderOnOneThread() throws Exception {
        start(config());
        FakeMaster.Stream stream = subscribe();
        for (int i = 0; i < 2000; i++) {
            stream.send(update("t" + i));
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(scheduler.next()).isEqualTo("update t" + i + " TASK_RUNNING");
        }
        assertThat(scheduler.threads()).hasSize(1);
        assertThat(scheduler.overlapped()).isFalse();
    }

    @Test
    void readsRecordsThatAreCutAcrossChunks() throws Exception {
        start(config());
        FakeMaster.Stream stream = subscribe();
        byte[] record = MessageFormat.PROTOBUF.encodeRecord(update("t"));
        for (byte b : record) {
            stream.sendBytes(new byte[] {b});
        }
        assertThat(scheduler.next()).isEqualTo("update t TASK_RUNNING");
    }

    @Test
    void goesOnAfterACallbackThatThrows() throws Exception {
        scheduler.react(
                line -> {
                    if (line.startsWith("update bad")) {
                        throw new IllegalStateException("on purpose");
                    }
                });
        start(config());
        FakeMaster.Stream stream = subscribe();
        stream.send(update("bad"));
        stream.send(update("good"));
        assertThat(scheduler.next()).startsWith("update bad");
        assertThat(scheduler.next()).startsWith("update good");
    }

    @Test
    void letsCallbacksMakeCalls() throws Exception {
        CompletableFuture<SchedulerClient> client = new CompletableFuture<>();
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        scheduler.react(
                line -> {
                    if (line.startsWith("subscribed")) {
                        var _ = client.join().revive(List.of()).thenAccept(result::complete);
                    }
                });
        client.complete(start(config()));
        subscribe();
        assertThat(result(result)).isEqualTo(new CallResult.Accepted());
    }

    @Test
    void endsOnAnErrorEvent() throws Exception {
        SchedulerClient client = start(config());
        FakeMaster.Stream stream = subscribe();
        stream.send(
                event(Event.Type.ERROR)
                        .setError(Event.Error.newBuilder().setMessage("Framework failed over"))
                        .build());
        assertThat(scheduler.next()).isEqualTo("error: Framework failed over");
        client.ended().get(10, TimeUnit.SECONDS);
        assertThat(scheduler.pending()).isZero();
        assertThat(master.pendingStreams()).isZero();
    }

    @Test
    void endsWhenTheFirstEventIsAnError() throws Exception {
        SchedulerClient client = start(config());
        master.nextStream()
                .send(
                        event(Event.Type.ERROR)
                                .setError(
                                        Event.Error.newBuilder()
                                                .setMessage("Framework has been removed"))
                                .build());
        assertThat(scheduler.next()).isEqualTo("error: Framework has been removed");
        client.ended().get(10, TimeUnit.SECONDS);
    }

    private static Event.Builder event(Event.Type type) {
        return Event.newBuilder().setType(type);
    }
}
