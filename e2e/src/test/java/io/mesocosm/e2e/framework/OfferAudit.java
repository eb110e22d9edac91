package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up, event by event, what a scheduler holds of each agent: offers outstanding, and tasks that
 * stay. More than the agent has was offered twice. Short tasks are not counted: a new master may
 * offer what one had before the scheduler is told of its end.
 */
public final class OfferAudit {
    private static final double ROUNDING = 0.001;

    private final double cpusOfAnAgent;
    private final Map<String, Double> staying;
    private final Map<String, JsonNode> outstanding = new LinkedHashMap<>();
    private final Map<String, String> running = new HashMap<>();
    private final List<String> found = new ArrayList<>();

    private OfferAudit(double cpusOfAnAgent, Map<String, Double> staying) {
        this.cpusOfAnAgent = cpusOfAnAgent;
        this.staying = staying;
    }

    /**
     * What was offered twice, one line a case.
     *
     * @param staying the tasks that stay, with their cpus
     */
    public static List<String> offeredTwice(
            List<JsonNode> events, double cpusOfAnAgent, Map<String, Double> staying) {
        OfferAudit audit = new OfferAudit(cpusOfAnAgent, staying);
        events.forEach(audit::take);
        return audit.found;
    }

    private void take(JsonNode event) {
        switch (event.path("type").asText()) {
            case "OFFERS" -> event.at("/offers/offers").forEach(this::offered);
            case "RESCIND", "TAKEN" ->
                    outstanding.remove(event.at("/rescind/offer_id/value").asText());
            case "SUBSCRIBED", "CLOSED" -> outstanding.clear();
            case "UPDATE" -> told(event.at("/update/status"));
            default -> {}
        }
    }

    private void told(JsonNode status) {
        String task = status.at("/task_id/value").asText();
        if (status.path("state").asText().equals("TASK_RUNNING")) {
            running.put(task, status.at("/agent_id/value").asText());
        } else {
            running.remove(task);
        }
    }

    private void offered(JsonNode offer) {
        outstanding.put(offer.at("/id/value").asText(), offer);
        String agent = offer.at("/agent_id/value").asText();
        double offers =
                outstanding.values().stream()
                        .filter(one -> one.at("/agent_id/value").asText().equals(agent))
                        .mapToDouble(one -> Tasks.amount(one.path("resources"), "cpus"))
                        .sum();
        double tasks =
                running.entrySet().stream()
                        .filter(task -> task.getValue().equals(agent))
                        .mapToDouble(task -> staying.getOrDefault(task.getKey(), 0.0))
                        .sum();
        if (offers + tasks > cpusOfAnAgent + ROUNDING) {
            found.add(
                    "agent %s has %.1f cpus, and %.2f of them are in offers while tasks have %.2f: %s"
                            .formatted(agent, cpusOfAnAgent, offers, tasks, offer));
        }
    }
}
