package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.OfferAudit;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.framework.Workload;
import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A framework outside of Kubernetes that keeps short tasks in flight on the MesosCluster {@code
 * mesos} and has a long one on each of its agents.
 */
final class SteadyLoad implements AutoCloseable {
    /** Of the pool that it is meant for. */
    static final double CPUS_OF_AN_AGENT = 1;

    private static final double LONG_CPUS = 0.3;
    private static final int IN_FLIGHT = 12;

    /** What its long tasks sleep. */
    static final int SECONDS = 6604;

    private final Installation installation;
    private final RawScheduler scheduler;
    private final Workload workload;
    private final Map<String, String> longOnes = new HashMap<>();
    private final Map<String, Double> staying = new HashMap<>();
    private int stayed;

    /**
     * @param markers a folder that the machine and its nodes share
     */
    SteadyLoad(Installation installation, int agents, Path markers) {
        this.installation = installation;
        Access access = access(installation.apis());
        List<Endpoint> masters =
                IntStream.range(0, 3).mapToObj(i -> master("mesos-master-" + i, access)).toList();
        scheduler = new RawScheduler(masters, info("load")).returning().subscribe();
        while (longOnes.size() < agents) {
            JsonNode offer = scheduler.log().takeOffer(LONG_CPUS, 32);
            if (longOnes.containsKey(agent(offer))) {
                scheduler.accept(offer);
            } else {
                stay(offer);
            }
        }
        longOnes.values().forEach(task -> scheduler.awaitState(task, "TASK_RUNNING"));
        workload = Workload.mounting(scheduler, markers, IN_FLIGHT);
        awaitDone(2);
    }

    /** Another framework of the same principal, at one master alone. */
    static RawScheduler other(Installation installation, String master) {
        return new RawScheduler(master(master, access(installation.apis())), info("other"))
                .subscribe();
    }

    private static Endpoint master(String pod, Access access) {
        return Apis.pod(pod, "mesos-masters", 5050, access);
    }

    private static Access access(Apis apis) {
        return apis.nobody().as("load", "steady");
    }

    private static ObjectNode info(String name) {
        return Frameworks.modern(name).put("principal", "load");
    }

    private static String agent(JsonNode offer) {
        return offer.at("/agent_id/value").asText();
    }

    private void stay(JsonNode offer) {
        String id = "long-" + stayed++;
        ObjectNode task = Tasks.command(id, "exec sleep " + SECONDS);
        task.set("agent_id", offer.path("agent_id"));
        task.set("resources", Tasks.resources(LONG_CPUS, 32));
        ObjectNode launch = Json.of("{type: 'LAUNCH'}");
        launch.putObject("launch").set("task_infos", Json.array(List.of(task)));
        assertThat(scheduler.accept(offer, launch).status()).isEqualTo(202);
        longOnes.put(agent(offer), id);
        staying.put(id, LONG_CPUS);
    }

    /** The framework. */
    RawScheduler scheduler() {
        return scheduler;
    }

    /** Its short tasks. */
    Workload workload() {
        return workload;
    }

    /** The long task of an agent. */
    String longTask(String agent) {
        return longOnes.getOrDefault(agent, "none on " + agent);
    }

    /** Waits until the framework is told so of a task; a master gives an agent its time. */
    void awaitTold(String task, String state) {
        scheduler
                .log()
                .awaitAll(
                        task + " " + state,
                        Duration.ofMinutes(3),
                        events -> isTold(events, task, state));
    }

    /** Whether the framework was told so of a task. */
    boolean isTold(String task, String state) {
        return isTold(scheduler.log().all(), task, state);
    }

    private static boolean isTold(List<JsonNode> events, String task, String state) {
        return events.stream()
                .map(event -> event.at("/update/status"))
                .anyMatch(
                        status ->
                                status.at("/task_id/value").asText().equals(task)
                                        && status.path("state").asText().equals(state));
    }

    /**
     * What a task has that went with its machine may be offered before its end is told, by a new
     * master: it knows of tasks by their agents alone.
     */
    void mayBeOffered(String task) {
        staying.remove(task);
    }

    /** Runs the work of an agent's long task anew, there. */
    void runAgain(String agent) {
        JsonNode offer = scheduler.log().takeOffer(LONG_CPUS, 32);
        while (!agent(offer).equals(agent)) {
            scheduler.accept(offer);
            offer = scheduler.log().takeOffer(LONG_CPUS, 32);
        }
        stay(offer);
        scheduler.awaitState(longTask(agent), "TASK_RUNNING");
    }

    /** Waits until more tasks have ended than were in flight: some were launched after now. */
    void goesOn() {
        awaitDone(workload.done() + IN_FLIGHT + 4);
    }

    private void awaitDone(int count) {
        try {
            Kubernetes.await(count + " tasks done")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> workload.done() >= count || !workload.faults().isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%d tasks of %d done; the load: %s"
                            .formatted(workload.done(), count, workload.state()),
                    e);
        }
    }

    /** What was lost, ended otherwise than it should, ran twice or was offered twice. */
    void isUnharmed() {
        assertThat(workload.faults()).isEmpty();
        assertThat(
                        OfferAudit.offeredTwice(
                                scheduler.log().all(), CPUS_OF_AN_AGENT, Map.copyOf(staying)))
                .isEmpty();
    }

    /** Waits for the end of all that is in flight, and judges it. */
    void finish() {
        assertThat(workload.finish()).isEmpty();
        isUnharmed();
    }

    @Override
    public void close() {
        workload.close();
        scheduler.close();
        Kubernetes.await("the end of the long tasks")
                .until(() -> installation.processes("sleep " + SECONDS).isEmpty());
    }
}
