package io.mesocosm.marathon.core.health;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.InstanceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The health of all instances, and which are ready; owned by the core's thread. */
public final class HealthBook {

    private final Map<InstanceId, List<Health>> byInstance = new HashMap<>();
    private final Map<InstanceId, Readiness> readiness = new HashMap<>();
    private final Set<InstanceId> ready = new HashSet<>();

    /** Nothing known. */
    public HealthBook() {}

    /** What the readiness probe of an instance said last. */
    public record Readiness(
            String name, boolean ready, int status, String contentType, String body) {}

    public List<Health> of(InstanceId instance) {
        return byInstance.getOrDefault(instance, List.of());
    }

    public Health get(InstanceId instance, int check) {
        List<Health> known = of(instance);
        return check < known.size() ? known.get(check) : Health.UNKNOWN;
    }

    public void put(InstanceId instance, int check, Health health) {
        List<Health> known = new ArrayList<>(of(instance));
        while (known.size() <= check) {
            known.add(Health.UNKNOWN);
        }
        known.set(check, health);
        byInstance.put(instance, Collections.unmodifiableList(known));
    }

    /** Forgets what was known of the instance's earlier task. */
    public void forget(InstanceId instance) {
        byInstance.remove(instance);
        readiness.remove(instance);
        ready.remove(instance);
    }

    public void putReadiness(InstanceId instance, Readiness result) {
        readiness.put(instance, result);
        if (result.ready()) {
            ready.add(instance);
        }
    }

    public boolean isReady(InstanceId instance) {
        return ready.contains(instance);
    }

    public Optional<Readiness> readiness(InstanceId instance) {
        return Optional.ofNullable(readiness.get(instance));
    }

    /** Whether all checks of the app are known to be alive; an app without checks always is. */
    public Verdict verdict(App app, InstanceId instance) {
        boolean unknown = false;
        for (int i = 0; i < app.healthChecks().size(); i++) {
            Health health = get(instance, i);
            if (!health.isKnown()) {
                unknown = true;
            } else if (!health.alive()) {
                return Verdict.UNHEALTHY;
            }
        }
        return unknown ? Verdict.UNKNOWN : Verdict.HEALTHY;
    }

    /** The health of an instance as a whole. */
    public enum Verdict {
        HEALTHY,
        UNHEALTHY,
        UNKNOWN
    }
}
