package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.persistence.Archive;
import io.mesocosm.marathon.server.rest.Access;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.StoreException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Marathon whose leadership comes late, is doubted, and ends (design §3, spec §1.8). */
class LeadershipApiTest {

    private static final String APP = "{'id':'/a','cmd':'x','cpus':0.1,'instances':2}";

    private final MemoryStore store = new MemoryStore();
    private final AtomicBoolean away = new AtomicBoolean();
    private UnsteadyElection election = new UnsteadyElection(store);
    private Served marathon = serve();

    private Served serve() {
        UnsteadyElection own = election;
        return new Served(
                () -> {
                    if (away.get()) {
                        throw new StoreException(
                                "etcd at [e:2379] has not answered", new Exception("timeout"));
                    }
                    return new StateStore(store, own, Archive::refusal, () -> {});
                },
                Settings.DEFAULT,
                Access.OPEN);
    }

    @AfterEach
    void close() {
        marathon.close();
    }

    private void awaitLead() {
        await().until(() -> marathon.get("/ready").status() == 200);
    }

    @Test
    void waitsForItsStoreAndSaysSo() {
        marathon.close();
        away.set(true);
        election = new UnsteadyElection(store);
        marathon = serve();
        await().untilAsserted(
                        () ->
                                assertThat(marathon.get("/ready").response().body())
                                        .isEqualTo(
                                                "waiting for the store: etcd at [e:2379] has not answered"));
        assertThat(marathon.get("/ready").status()).isEqualTo(503);
        away.set(false);
        awaitLead();
        assertThat(marathon.get("/v2/leader").status()).isEqualTo(200);
    }

    @Test
    void endsWhenItsStoreIsNotToBeRead() {
        marathon.close();
        marathon =
                new Served(
                        () -> {
                            throw new StoreException("a newer version has written it", null);
                        },
                        Settings.DEFAULT,
                        Access.OPEN);
        assertThat(marathon.ended.join())
                .isEqualTo(
                        new Ending(
                                103, "cannot lead with its state: a newer version has written it"));
    }

    @Test
    void holdsAnswersAndCallsBackWhileAnotherMayLead() {
        awaitLead();
        election.certain(false);
        CompletableFuture<Served.Answer> created =
                CompletableFuture.supplyAsync(() -> marathon.post("/v2/apps", APP));
        await().until(() -> marathon.get("/ready").status() == 503);
        assertThat(marathon.mesos.tasks()).isEmpty();
        assertThat(created).isNotDone();
        election.certain(true);
        assertThat(created.join().status()).isEqualTo(201);
        await().until(() -> marathon.mesos.tasks().size() == 2);
    }

    @Test
    void acknowledgesNothingOnceItIsLost() {
        awaitLead();
        marathon.running(APP);
        election.lose();
        Served.Answer answer = marathon.put("/v2/apps/a", "{'instances':5}");
        assertThat(answer.status()).isIn(502, 503);
        Ending ending = marathon.ended.join();
        assertThat(ending.code()).isEqualTo(137);
        assertThat(ending.reason())
                .isEqualTo(
                        "the leadership of term 1 is lost; another Marathon takes over, and all tasks go on");
        assertThat(marathon.mesos.tasks()).hasSize(2);
    }

    @Test
    void endsWhenTheStoreTakesItsWritesNoMore() {
        awaitLead();
        new UnsteadyElection(store).campaign("another").toCompletableFuture().join();
        Served.Answer answer = marathon.post("/v2/apps", APP);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("message").asText())
                .isEqualTo(
                        "This Marathon leads no more: the store takes no write of term 1; ask again");
        assertThat(marathon.ended.join().code()).isEqualTo(137);
        assertThat(marathon.mesos.tasks()).isEmpty();
    }

    @Test
    void resignsWhenItIsToldToAbdicate() {
        awaitLead();
        Served.Answer answer = marathon.delete("/v2/leader");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("message").asText()).isEqualTo("Leadership abdicated");
        await().until(election::isResigned);
        assertThat(marathon.ended.join()).isEqualTo(new Ending(137, "leadership abdicated"));
    }

    @Test
    void resignsWhenItIsClosed() {
        awaitLead();
        marathon.close();
        assertThat(election.isResigned()).isTrue();
        assertThat(marathon.ended).isNotDone();
    }

    @Test
    void refusesAChangeThatTheStoreHasNoRoomForAndGoesOn() {
        awaitLead();
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        Served.Answer answer =
                marathon.post(
                        "/v2/apps",
                        "{'id':'/large','cmd':'x','env':{'NOISE':'%s'}}"
                                .formatted(HexFormat.of().formatHex(noise)));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("message").asText())
                .startsWith("This change is too large to be stored: ");
        assertThat(marathon.get("/v2/apps/large").status()).isEqualTo(404);
        marathon.running(APP);
    }
}
