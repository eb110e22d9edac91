package io.mesocosm.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a node's state asks of its agent (design §5). */
sealed interface NodeWish {
    /** Says that the node's tasks are to end, and how long each may take at most. */
    String DRAIN = "mesocosm.io/drain";

    /** With it the cluster autoscaler announces that it takes the node away. */
    String AUTOSCALER = "ToBeDeletedByClusterAutoscaler";

    /** As Go writes durations, in whole numbers. */
    Pattern DURATION = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    /** Offers, as usual. */
    record Offers() implements NodeWish {}

    /** No offers; tasks run on. */
    record NoOffers() implements NodeWish {}

    /**
     * No offers and no tasks.
     *
     * @param grace how long a task may take to end at most; null for as long as it says
     */
    record NoTasks(@Nullable Duration grace) implements NodeWish {}

    /**
     * Nobody knows: all stays as it is.
     *
     * @param why with the remedy
     */
    record Unclear(String why) implements NodeWish {}

    static NodeWish of(Node node) {
        Map<String, String> annotations = node.getMetadata().getAnnotations();
        String drain = annotations == null ? null : annotations.get(DRAIN);
        if (drain != null) {
            return drain(drain.strip());
        }
        boolean goes =
                node.getMetadata().getDeletionTimestamp() != null
                        || node.getSpec().getTaints().stream()
                                .anyMatch(taint -> AUTOSCALER.equals(taint.getKey()));
        if (goes) {
            return new NoTasks(null);
        }
        return Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                ? new NoOffers()
                : new Offers();
    }

    private static NodeWish drain(String text) {
        if (text.isEmpty()) {
            return new NoTasks(null);
        }
        return duration(text)
                .<NodeWish>map(NoTasks::new)
                .orElseGet(
                        () ->
                                new Unclear(
                                        "annotation %s is '%s', which is no duration: write how long a task may take to end, as in 30s, 5m or 1h30m, or nothing for as long as each says"
                                                .formatted(DRAIN, text)));
    }

    private static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        return parts.matches()
                ? Optional.of(
                        Duration.ofHours(number(parts.group(1)))
                                .plusMinutes(number(parts.group(2)))
                                .plusSeconds(number(parts.group(3))))
                : Optional.empty();
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
