package io.mesocosm.operator.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Answer;
import io.mesocosm.operator.connection.ClusterHttp;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.etcd.UpkeepStep.Compact;
import io.mesocosm.operator.etcd.UpkeepStep.Defragment;
import io.mesocosm.operator.etcd.UpkeepStep.Disarm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the etcds that the operator makes: gaps in a member's file are given back, and one
 * that has used up its quota is compacted, defragmented and takes writes again. History is
 * compacted by etcd itself. Works in the background, one pass at a time for each etcd. Safe for any
 * thread.
 */
public final class EtcdUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdUpkeep.class);

    /** How often an etcd is looked at that does not complain. */
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    /** After this a member of a full etcd is cleaned again: somebody may have deleted something. */
    private static final Duration STALE = Duration.ofMinutes(10);

    /** To write gigabytes anew takes a while. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MOST_MEMBERS = 5;

    private final List<ClusterHttp> members;
    private final InstantSource clock;
    private final Map<ClusterName, Etcd> etcds = new ConcurrentHashMap<>();

    /** An etcd, in use by one pass at a time. */
    private static final class Etcd {
        private boolean busy;
        private Instant looked = Instant.MIN;

        /** When each member was written anew since there is no space. */
        private final Map<Integer, Instant> cleaned = new ConcurrentHashMap<>();

        private Set<Integer> cleanedSince(Instant then) {
            return cleaned.entrySet().stream()
                    .filter(member -> member.getValue().isAfter(then))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    public EtcdUpkeep(OperatorIdentities identities, InstantSource clock) {
        this(
                number ->
                        new ClusterHttp(
                                "{scheme}://{cluster}-etcd-%d.{cluster}-etcd.{namespace}.svc:2379"
                                        .formatted(number),
                                identities,
                                PATIENCE),
                clock);
    }

    /**
     * @param member how one is reached, by its number
     */
    EtcdUpkeep(IntFunction<ClusterHttp> member, InstantSource clock) {
        this.clock = clock;
        List<ClusterHttp> all = new ArrayList<>();
        for (int number = 0; number < MOST_MEMBERS; number++) {
            all.add(member.apply(number));
        }
        members = List.copyOf(all);
    }

    /**
     * Has an etcd looked at, if it is time; does not wait for that.
     *
     * @param size how many members it has
     * @param full whether it says that it has no space
     */
    public void look(ClusterName cluster, int size, boolean full) {
        Etcd etcd = etcds.computeIfAbsent(cluster, _ -> new Etcd());
        Instant now = clock.instant();
        if (!full) {
            etcd.cleaned.clear(); // whoever made room: the next alarm is another
        }
        synchronized (etcd) {
            if (etcd.busy || (!full && now.isBefore(plus(etcd.looked, INTERVAL)))) {
                return;
            }
            etcd.busy = true;
            etcd.looked = now;
        }
        Thread.ofVirtual()
                .name("etcd-upkeep-" + cluster.name())
                .start(
                        () -> {
                            try {
                                pass(cluster, etcd, size);
                            } catch (Unreachable e) {
                                LOG.warn("cluster={} etcd: {}", cluster, e.getMessage());
                            } finally {
                                synchronized (etcd) {
                                    etcd.busy = false;
                                }
                            }
                        });
    }

    /** Looks at an etcd now, and waits for what is done. */
    void pass(ClusterName cluster, int size) throws Unreachable {
        pass(cluster, etcds.computeIfAbsent(cluster, _ -> new Etcd()), size);
    }

    private static Instant plus(Instant instant, Duration time) {
        return instant.equals(Instant.MIN) ? instant : instant.plus(time);
    }

    private void pass(ClusterName cluster, Etcd etcd, int size) throws Unreachable {
        List<EtcdMember> answering = new ArrayList<>();
        for (int number = 0; number < size; number++) {
            try {
                answering.add(
                        EtcdMember.of(number, call(cluster, number, "maintenance/status", body())));
            } catch (Unreachable e) {
                LOG.info("cluster={} member={} of etcd: {}", cluster, number, e.getMessage());
            }
        }
        if (answering.isEmpty()) {
            return;
        }
        int any = answering.getFirst().number();
        List<String> full = full(call(cluster, any, "maintenance/alarm", body("action", "GET")));
        Set<Integer> cleaned = etcd.cleanedSince(clock.instant().minus(STALE));
        boolean makesRoom = false;
        for (UpkeepStep step : UpkeepStep.next(answering, size, full, cleaned)) {
            LOG.info("cluster={} etcd: {}", cluster, step);
            run(cluster, any, step);
            if (!full.isEmpty() && step instanceof Defragment(int member)) {
                etcd.cleaned.put(member, clock.instant());
                makesRoom = true;
            }
        }
        if (makesRoom) {
            pass(cluster, etcd, size);
        }
    }

    private void run(ClusterName cluster, int any, UpkeepStep step) throws Unreachable {
        switch (step) {
            case Compact compact ->
                    call(
                            cluster,
                            any,
                            "kv/compaction",
                            body("revision", Long.toString(compact.revision()))
                                    .put("physical", true));
            case Defragment defragment ->
                    call(cluster, defragment.member(), "maintenance/defragment", body());
            case Disarm disarm ->
                    call(
                            cluster,
                            any,
                            "maintenance/alarm",
                            body("action", "DEACTIVATE")
                                    .put("alarm", "NOSPACE")
                                    .put("memberID", disarm.id()));
        }
    }

    private static List<String> full(JsonNode alarms) {
        return StreamSupport.stream(alarms.path("alarms").spliterator(), false)
                .filter(alarm -> alarm.path("alarm").asText().equals("NOSPACE"))
                .map(alarm -> alarm.path("memberID").asText())
                .toList();
    }

    /** What it says; that a compaction is there already is no error. */
    private JsonNode call(ClusterName cluster, int member, String path, ObjectNode body)
            throws Unreachable {
        Answer answer = members.get(member).post(cluster, "/v3/" + path, body);
        if (!answer.isOk() && !answer.text().contains("has been compacted")) {
            throw new Unreachable(
                    "member " + member + " refuses " + path + ": " + answer.text(),
                    new IOException());
        }
        return answer.body();
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode body(String name, String value) {
        return body().put(name, value);
    }

    /** Forgets a cluster that is gone. */
    public void forget(ClusterName cluster) {
        etcds.remove(cluster);
    }

    @Override
    public void close() {
        members.forEach(ClusterHttp::close);
    }
}
