package io.mesocosm.e2e.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Strikes a cluster at random moments while a workload launches, ends and acknowledges tasks; one
 * line for each round, and one for all.
 */
public final class Torture {
    private static final int LATEST_BLOW = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Cluster cluster;
    private final Workload workload;
    private final long seed = Settings.seed();
    private final Random random = new Random(seed);

    /** Does its damage in one round and says what it killed. */
    public interface Blow {
        /** The round is counted from 1. */
        String strike(Torture torture, int round);
    }

    /** Will strike this cluster under this load. */
    public Torture(Cluster cluster, Workload workload) {
        this.cluster = cluster;
        this.workload = workload;
    }

    /** All rounds; fails in the first in which a task is lost. */
    public void run(String name, Blow blow) {
        int rounds = Settings.rounds();
        awaitDone(2);
        for (int round = 1; round <= rounds; round++) {
            int before = workload.done();
            workload.runFor(moment());
            String struck = blow.strike(this, round);
            // More than were in flight: some of them were launched after the blow.
            awaitDone(workload.done() + workload.inFlight() + 4);
            List<String> faults = workload.faults();
            System.out.printf(
                    "%s, round %d of %d: killed %s: %d tasks ran, %d lost%n",
                    name, round, rounds, struck, workload.done() - before, faults.size());
            assertThat(faults).as("seed " + seed).isEmpty();
        }
        List<String> faults = workload.finish();
        System.out.printf(
                "%s: %d rounds, %d tasks ran, %d lost, %d refused before their start, seed %d%n",
                name, rounds, workload.done(), faults.size(), workload.neverStarted(), seed);
        assertThat(faults).as("seed " + seed).isEmpty();
    }

    private void awaitDone(int count) {
        try {
            Awaitility.await(count + " tasks done")
                    .atMost(PATIENCE)
                    .until(() -> workload.done() >= count || !workload.faults().isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%d tasks of %d done; the load: %s; the frameworks: %s"
                            .formatted(
                                    workload.done(),
                                    count,
                                    workload.state(),
                                    cluster.master().get("/frameworks").text()),
                    e);
        }
    }

    /** How long to wait for a random moment. */
    public Duration moment() {
        return Duration.ofMillis(random.nextInt(LATEST_BLOW));
    }

    /**
     * {@code kill -9} of components at once and their start; in every third case one of them again
     * while they come back.
     */
    public String killAndRestart(String... names) {
        List<String> shuffled = Arrays.asList(names.clone());
        Collections.shuffle(shuffled, random);
        shuffled.forEach(name -> cluster.component(name).kill());
        shuffled.forEach(name -> cluster.component(name).launch());
        String told = String.join(" and ", shuffled);
        if (random.nextInt(3) == 0) {
            Duration moment = moment();
            workload.runFor(moment);
            String again = shuffled.getFirst();
            cluster.component(again).kill();
            cluster.component(again).launch();
            told += ", " + again + " again after " + moment.toMillis() + " ms";
        }
        shuffled.forEach(name -> cluster.component(name).awaitReady());
        cluster.component("agent").awaitReady();
        return told;
    }

    /** The load. */
    public Workload workload() {
        return workload;
    }

    /** Where all that is random comes from. */
    public Random random() {
        return random;
    }
}
