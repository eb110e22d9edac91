package io.mesocosm.resources;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The most of each scalar that may be used: absent names are unlimited, zero forbids. */
public record ResourceLimits(Map<String, Long> milli) {
    public static final ResourceLimits NONE = new ResourceLimits(Map.of());

    public ResourceLimits {
        milli = Map.copyOf(milli);
    }

    /** Reads {@code cpus:10;mem:1024}. */
    public static ResourceLimits parse(String text) {
        SortedMap<String, Long> limits = new TreeMap<>();
        for (String token : text.split(";", -1)) {
            int colon = token.indexOf(':');
            if (token.isBlank()) {
                continue;
            }
            if (colon <= 0
                    || !(ValueParser.parse(token.substring(colon + 1)).orElse(null)
                            instanceof Value.Scalar limit)
                    || limit.milli() < 0) {
                throw new ResourcesSyntaxException(
                        "Bad limit '"
                                + token.strip()
                                + "' in '"
                                + text
                                + "': expected NAME:NUMBER");
            }
            limits.put(token.substring(0, colon).strip(), limit.milli());
        }
        return new ResourceLimits(limits);
    }

    public OptionalLong get(String name) {
        Long limit = milli.get(name);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    public boolean isEmpty() {
        return milli.isEmpty();
    }

    /** Whether no amount is above its limit. */
    public boolean contains(ResourceQuantities quantities) {
        return milli.entrySet().stream()
                .allMatch(limit -> quantities.milli(limit.getKey()) <= limit.getValue());
    }

    @Override
    public String toString() {
        return new TreeMap<>(milli)
                .entrySet().stream()
                        .map(e -> e.getKey() + ":" + new Value.Scalar(e.getValue()))
                        .collect(Collectors.joining("; "));
    }
}
