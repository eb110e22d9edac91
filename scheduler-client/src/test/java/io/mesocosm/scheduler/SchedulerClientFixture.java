package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake master, a recording scheduler, and clients that are closed after each test. */
abstract class SchedulerClientFixture {

    static final FrameworkInfo FRAMEWORK =
            FrameworkInfo.newBuilder()
                    .setUser("root")
                    .setName("test")
                    .setFailoverTimeout(60)
                    .build();

    final RecordingScheduler scheduler = new RecordingScheduler();
    private final List<SchedulerClient> clients = new ArrayList<>();
    FakeMaster master;

    @BeforeEach
    void startMaster() throws Exception {
        master = FakeMaster.start();
    }

    @AfterEach
    void stopAll() {
        clients.forEach(SchedulerClient::close);
        master.close();
    }

    SchedulerConfig config() {
        return SchedulerConfig.of(master.address().toString())
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5))
                .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50));
    }

    SchedulerClient start(SchedulerConfig config) {
        return start(config, FRAMEWORK);
    }

    SchedulerClient start(SchedulerConfig config, FrameworkInfo framework) {
        SchedulerClient client = SchedulerClient.start(config, framework, scheduler);
        clients.add(client);
        return client;
    }

    /** Lets the waiting client in, as framework {@code f}; its scheduler has been told so. */
    FakeMaster.Stream subscribe() throws Exception {
        FakeMaster.Stream stream = master.nextStream();
        stream.subscribed("f", 15);
        if (!scheduler.next().equals("subscribed f")) {
            throw new AssertionError("something came before SUBSCRIBED");
        }
        return stream;
    }

    static Event update(String task) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(
                        Event.Update.newBuilder()
                                .setStatus(
                                        TaskStatus.newBuilder()
                                                .setTaskId(TaskID.newBuilder().setValue(task))
                                                .setState(TaskState.TASK_RUNNING)))
                .build();
    }

    static CallResult result(CompletableFuture<CallResult> call) throws Exception {
        return call.get(10, TimeUnit.SECONDS);
    }
}
