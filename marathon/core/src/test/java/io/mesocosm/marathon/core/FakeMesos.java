package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.OfferedResource;
import io.mesocosm.marathon.core.offer.PortRange;
import io.mesocosm.marathon.core.offer.Used;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Agents with resources and tasks, as far as the core can see them. */
final class FakeMesos {

    /** A task on an agent. */
    static final class FakeTask {
        final TaskSpec spec;
        TaskState state = TaskState.TASK_STAGING;

        FakeTask(TaskSpec spec) {
            this.spec = spec;
        }
    }

    final Map<String, FakeTask> tasks = new LinkedHashMap<>();
    final Map<String, Offer> offers = new HashMap<>();
    final List<Placement> agents = new ArrayList<>();
    private final double cpus;
    private int nextOffer;

    FakeMesos(int count, double cpus) {
        this.cpus = cpus;
        for (int i = 0; i < count; i++) {
            agents.add(
                    new Placement(
                            "agent-" + i,
                            "host-" + i,
                            Map.of("rack", "r" + i % 2),
                            "region",
                            "zone-" + i % 3));
        }
    }

    /** An offer of everything an agent has left and has not offered yet. */
    List<Offer> offerAll() {
        List<Offer> fresh = new ArrayList<>();
        for (Placement agent : agents) {
            boolean offered =
                    offers.values().stream()
                            .anyMatch(o -> o.placement().agentId().equals(agent.agentId()));
            if (!offered) {
                Offer offer = offer(agent);
                offers.put(offer.id(), offer);
                fresh.add(offer);
            }
        }
        return fresh;
    }

    private Offer offer(Placement agent) {
        long milli = Math.round(cpus * 1000);
        List<Integer> used = new ArrayList<>();
        for (FakeTask task : tasks.values()) {
            if (task.spec.agentId().equals(agent.agentId())) {
                milli -= Math.round(task.spec.app().resources().cpus() * 1000);
                task.spec.used().forEach(u -> used.addAll(u.ports()));
            }
        }
        List<PortRange> ports = new ArrayList<>();
        for (int port = 31000; port < 31200; port++) {
            if (!used.contains(port)) {
                ports.add(new PortRange(port, port));
            }
        }
        return new Offer(
                "offer-" + nextOffer++,
                agent,
                "*",
                List.of(
                        new OfferedResource(0, "cpus", "*", milli, List.of()),
                        new OfferedResource(1, "mem", "*", 1_000_000_000, List.of()),
                        new OfferedResource(2, "disk", "*", 1_000_000_000, List.of()),
                        new OfferedResource(3, "ports", "*", 0, ports)),
                null);
    }

    /** Takes the tasks of an accept; false if the offer is gone. */
    boolean accept(Effect.Accept accept) {
        Offer offer = offers.remove(accept.offerId());
        if (offer == null) {
            return false;
        }
        long left = offer.resources().getFirst().milli();
        for (TaskSpec spec : accept.tasks()) {
            left -=
                    spec.used().stream()
                            .filter(u -> u.name().equals("cpus"))
                            .mapToLong(Used::milli)
                            .sum();
            FakeTask clash = tasks.put(spec.taskId().value(), new FakeTask(spec));
            if (clash != null) {
                throw new AssertionError("launched twice: " + spec.taskId());
            }
        }
        if (left < 0) {
            throw new AssertionError("took more than was offered: " + accept);
        }
        return true;
    }

    TaskState end(String task, TaskState state) {
        Objects.requireNonNull(tasks.remove(task));
        return state;
    }

    static Input.Status status(String task, TaskState state, String agent, String uuid) {
        return new Input.Status(task, state, agent, uuid, "", false, null, List.of(), null);
    }
}
