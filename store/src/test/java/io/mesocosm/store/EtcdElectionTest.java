package io.mesocosm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.store.etcd.Etcd;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.RunningEtcd;
import io.mesocosm.store.etcd.Wire;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a leadership when processes, the network and etcd fail. */
@Tag("e2e")
final class EtcdElectionTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final String NAME = "election/master";

    private RunningEtcd running;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    @BeforeEach
    void start() throws Exception {
        running = RunningEtcd.start();
        parts.push(running);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    /** A candidate's process: a connection and an election of its own. */
    private Election join(EtcdOptions options) {
        Etcd etcd = Etcd.open(options);
        parts.push(etcd);
        Election election = etcd.election(NAME);
        parts.push(election);
        return election;
    }

    private Election join() {
        return join(running.at());
    }

    private Store store() {
        Etcd etcd = Etcd.open(running.at());
        parts.push(etcd);
        return etcd.store();
    }

    private static CompletableFuture<Leadership> campaign(Election election, String candidate) {
        return election.campaign(candidate).toCompletableFuture();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return ElectionContract.get(future);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void oneOfManyLeadsAndTheOthersFollowInTurn() {
        List<Election> elections = List.of(join(), join(), join());
        List<CompletableFuture<Leadership>> waiting = new ArrayList<>();
        for (int i = 0; i < elections.size(); i++) {
            waiting.add(campaign(elections.get(i), "candidate" + i));
        }
        long term = 0;
        while (!waiting.isEmpty()) {
            get(CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)));
            List<CompletableFuture<Leadership>> won =
                    waiting.stream().filter(CompletableFuture::isDone).toList();
            assertThat(won).hasSize(1);
            waiting.removeIf(CompletableFuture::isDone);
            Leadership leadership = won.getFirst().join();
            assertThat(leadership.term()).isGreaterThan(term);
            term = leadership.term();
            get(leadership.resign().toCompletableFuture());
        }
    }

    @Test
    void theNextLeadsAtOnceWhenTheLeaderCloses() {
        Election first = join();
        Leadership leadership = get(campaign(first, "one"));
        Election second = join();
        CompletableFuture<Leadership> next = campaign(second, "two");
        List<Optional<Leader>> seen = new CopyOnWriteArrayList<>();
        second.observe(seen::add);
        ElectionContract.untilSeen(seen, Optional.of(new Leader("one", leadership.term())));
        long closing = System.nanoTime();
        first.close();
        Leadership following = get(next);
        System.out.println("closed -> next leads: " + since(closing));
        assertThat(since(closing)).isLessThan(Duration.ofSeconds(1));
        ElectionContract.untilSeen(seen, Optional.of(new Leader("two", following.term())));
    }

    @Test
    void aLeaderWhoseKeepAlivesStopIsUncertainFirstAndThenReplaced() throws Exception {
        Wire wire = Wire.to(running.port());
        parts.push(wire);
        EtcdOptions cuttable =
                new EtcdOptions(
                        List.of(wire.endpoint()),
                        running.at().prefix(),
                        running.at().timeout(),
                        TTL,
                        running.at().page(),
                        Optional.empty());
        Leadership first = get(campaign(join(cuttable), "one"));
        Store store = store();
        assertThat(ElectionContract.write(store, first)).isInstanceOf(Outcome.Committed.class);
        CompletableFuture<Leadership> next = campaign(join(), "two");

        CompletableFuture<Long> lost =
                first.lost().toCompletableFuture().thenApply(_ -> System.nanoTime());
        long cut = System.nanoTime();
        wire.cut();
        await().pollInterval(Duration.ofMillis(2)).until(() -> !first.isCertain(System.nanoTime()));
        Duration uncertain = since(cut);
        boolean replacedBefore = next.isDone();
        Leadership second = get(next);
        Duration replaced = since(cut);
        Duration told = Duration.ofNanos(get(lost) - cut);
        System.out.printf(
                "cut -> uncertain %s, replaced %s, told that it lost %s%n",
                uncertain, replaced, told);

        assertThat(uncertain).isLessThanOrEqualTo(TTL.multipliedBy(2).dividedBy(3).plusMillis(50));
        assertThat(replacedBefore).isFalse();
        assertThat(replaced).isLessThan(TTL.plusSeconds(1));
        assertThat(told).isLessThan(TTL.plusSeconds(1));
        assertThat(first.isCertain(System.nanoTime())).isFalse();
        assertThat(second.term()).isGreaterThan(first.term());
        assertThat(ElectionContract.write(store, first)).isInstanceOf(Outcome.Refused.class);
        assertThat(ElectionContract.write(store, second)).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void aLeaderWhoseKeyIsTakenAwayIsToldAtOnce() {
        Leadership leadership = get(campaign(join(), "one"));
        Store store = store();
        long taken = System.nanoTime();
        get(
                store.commit(Transaction.of(new Write.Delete(leadership.fence().key())))
                        .toCompletableFuture());
        get(leadership.lost().toCompletableFuture());
        assertThat(since(taken)).isLessThan(Duration.ofSeconds(1));
        assertThat(leadership.isCertain(System.nanoTime())).isFalse();
    }

    @Test
    void aLeadershipOutlivesAShortFaultOfEtcdOrItsLossIsTold() throws Exception {
        Election first = join();
        Leadership leadership = get(campaign(first, "one"));
        CompletableFuture<Leadership> next = campaign(join(), "two");
        running.kill();
        running.restart();
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                leadership.lost().toCompletableFuture().isDone()
                                        || leadership.isCertain(System.nanoTime()));
        boolean lost = leadership.lost().toCompletableFuture().isDone();
        System.out.println("etcd killed and back: " + (lost ? "loss told" : "leadership goes on"));
        if (!lost) {
            assertThat(next).isNotDone();
            get(leadership.resign().toCompletableFuture());
        }
        Leadership second = get(next);
        assertThat(second.term()).isGreaterThan(leadership.term());
        assertThat(leadership.isCertain(System.nanoTime())).isFalse();
    }

    @Test
    void aClusterOutlivesEachOfItsMembers() throws Exception {
        List<RunningEtcd> members = RunningEtcd.cluster(3);
        members.forEach(parts::push);
        EtcdOptions all =
                EtcdOptions.of(members.stream().map(RunningEtcd::endpoint).toList())
                        .withTimeout(Duration.ofSeconds(3));
        Etcd etcd = Etcd.open(all);
        parts.push(etcd);
        Store store = etcd.store();
        Leadership leadership = get(campaign(join(all), "one"));
        for (RunningEtcd member : members) { // one of them leads the others
            member.kill();
            long killed = System.nanoTime();
            if (!goesOn(store, leadership)) {
                leadership = get(campaign(join(all), "three"));
            }
            assertThat(ElectionContract.write(store, leadership))
                    .isInstanceOf(Outcome.Committed.class);
            System.out.println("etcd member killed -> written again: " + since(killed));
            member.restart();
        }
    }

    /** Whether it was certain and could write again before it was told that it has lost. */
    private static boolean goesOn(Store store, Leadership leadership) {
        CompletableFuture<Void> lost = leadership.lost().toCompletableFuture();
        await().atMost(Duration.ofSeconds(15))
                .until(
                        () ->
                                lost.isDone()
                                        || (ElectionContract.write(store, leadership)
                                                        instanceof Outcome.Committed
                                                && leadership.isCertain(System.nanoTime())));
        return !lost.isDone();
    }

    @Test
    void whileEtcdIsAwayNobodyLeadsAndAfterwardsSomebodyDoes() throws Exception {
        Election election = join();
        Leadership leadership = get(campaign(election, "one"));
        Election other = join();
        List<Optional<Leader>> seen = new CopyOnWriteArrayList<>();
        other.observe(seen::add);
        ElectionContract.untilSeen(seen, Optional.of(new Leader("one", leadership.term())));
        running.kill();
        get(leadership.lost().toCompletableFuture());
        ElectionContract.untilSeen(seen, Optional.empty());
        CompletableFuture<Leadership> again = campaign(election, "one");
        // Long enough for a channel to have grown slow in its tries to connect.
        await().pollDelay(Duration.ofSeconds(8)).until(() -> !again.isDone());
        long back = System.nanoTime();
        running.restart();
        Leadership second = get(again);
        System.out.println("etcd back after 10 s -> leads again: " + since(back));
        assertThat(second.term()).isGreaterThan(leadership.term());
        assertThat(since(back)).isLessThan(TTL.plusSeconds(4));
        ElectionContract.untilSeen(seen, Optional.of(new Leader("one", second.term())));
    }

    @Test
    void aPausedProcessIsNeverCertainAfterAnotherLeads() throws Exception {
        Process leader =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Paused.class.getName(),
                                running.endpoint())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        parts.push(leader::destroyForcibly);
        try (BufferedReader lines = leader.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("leads");
            CompletableFuture<Leadership> next = campaign(join(), "two");
            long paused = System.nanoTime();
            signal(leader, "STOP");
            get(next);
            long replaced = System.nanoTime();
            System.out.println("paused -> replaced: " + since(paused));
            assertThat(since(paused)).isLessThan(TTL.plusSeconds(1));
            signal(leader, "CONT");
            List<Long> certain = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("lost")) {
                    break;
                }
                certain.add(Long.parseLong(line));
            }
            // Both processes read one clock of the machine.
            long end = paused + TTL.toNanos() * 2 / 3 + Duration.ofMillis(50).toNanos();
            assertThat(certain).isNotEmpty().allMatch(at -> at - end < 0 && at - replaced < 0);
        }
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /**
     * A process that leads and prints the moments at which it was certain of that, until it lost.
     */
    static final class Paused {
        public static void main(String[] args) {
            Etcd etcd = Etcd.open(EtcdOptions.of(List.of(args[0])));
            Leadership leadership = get(campaign(etcd.election(NAME), "one"));
            System.out.println("leads");
            long printed = System.nanoTime();
            while (!leadership.lost().toCompletableFuture().isDone()) {
                long now = System.nanoTime();
                if (now - printed > 1_000_000 && leadership.isCertain(now)) {
                    System.out.println(now);
                    printed = now;
                }
                LockSupport.parkNanos(200_000);
            }
            System.out.println("lost");
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }

        private Paused() {}
    }
}
