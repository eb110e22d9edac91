package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.protocol.v1.master.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SUBSCRIBE of the operator API (spec §3). */
class OperatorStreamTest {
    private RunningMaster master;
    private HttpCalls http;

    @BeforeEach
    void start() throws Exception {
        master = RunningMaster.start();
        http = new HttpCalls(master.port());
    }

    @AfterEach
    void stop() {
        http.close();
        master.close();
    }

    private EventReader<Event> subscribe() throws Exception {
        return new EventReader<>(
                http.stream(
                                "/api/v1",
                                "{\"type\":\"SUBSCRIBE\"}",
                                "Content-Type",
                                "application/json")
                        .body(),
                Event.getDefaultInstance());
    }

    @Test
    void startsWithTheStateThenTellsWhatHappens() throws Exception {
        EventReader<Event> events = subscribe();
        Event first = events.next(event -> true);
        assertThat(first.getType()).isEqualTo(Event.Type.SUBSCRIBED);
        assertThat(first.getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(15.0);
        assertThat(first.getSubscribed().hasGetState()).isTrue();
        assertThat(events.next(event -> true).getType()).isEqualTo(Event.Type.HEARTBEAT);
        try (FakeAgent agent = new FakeAgent(master.linkPort())) {
            String id = agent.register();
            Event added = events.next(Event::hasAgentAdded);
            assertThat(added.getAgentAdded().getAgent().getAgentInfo().getId().getValue())
                    .isEqualTo(id);
            assertThat(added.getAgentAdded().getAgent().getTotalResourcesCount()).isEqualTo(4);
        }
        http.stream(
                "/api/v1/scheduler",
                "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}}",
                "Content-Type",
                "application/json");
        Event framework = events.next(Event::hasFrameworkAdded);
        assertThat(framework.getFrameworkAdded().getFramework().getFrameworkInfo().getName())
                .isEqualTo("n");
    }

    @Test
    void closesTheOldestWhenThereAreTooMany() throws Exception {
        EventReader<Event> oldest = subscribe();
        oldest.next(event -> event.getType() == Event.Type.SUBSCRIBED);
        subscribe().next(event -> event.getType() == Event.Type.SUBSCRIBED);
        EventReader<Event> newest = subscribe();
        newest.next(event -> event.getType() == Event.Type.SUBSCRIBED);
        oldest.awaitEnd();
        try (FakeAgent agent = new FakeAgent(master.linkPort())) {
            agent.register();
            assertThat(newest.next(Event::hasAgentAdded).hasAgentAdded()).isTrue();
        }
    }
}
