package io.mesocosm.master.core.state;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object for equal values that come again and again: messages bring a copy of each, and the
 * tasks of an app, or agents alike, would keep them all. Remembers what came last and never grows.
 */
public final class Sharing {
    private final Recent<String> texts = new Recent<>();
    private final Recent<Resource> items = new Recent<>();
    private final Recent<Resources> bags = new Recent<>();
    private final Recent<Attribute> attributes = new Recent<>();
    private final Recent<Set<String>> capabilities = new Recent<>();

    public String of(String text) {
        return texts.of(text);
    }

    /** The whole is shared when an equal one came, else what it consists of. */
    @SuppressWarnings("ReferenceEquality") // Whether it is the same object is the question.
    public Resources of(Resources resources) {
        Resources known = bags.of(resources);
        return known == resources ? bags.replace(resources.map(items::of)) : known;
    }

    /** The agent with whatever is likely to be the same on others. */
    public AgentSpec of(AgentSpec spec) {
        String region = spec.region();
        String zone = spec.zone();
        List<Attribute> own = spec.attributes().stream().map(attributes::of).toList();
        return new AgentSpec(
                spec.hostname(),
                spec.address(),
                of(spec.version()),
                of(spec.total()),
                own,
                capabilities.of(spec.capabilities()),
                region == null ? null : of(region),
                zone == null ? null : of(zone),
                spec.info());
    }

    /** A value for each hash, the latest. */
    private static final class Recent<T> {
        private static final int SIZE = 2048;

        private final @Nullable Object[] values = new Object[SIZE];

        /** The equal value that came before, or the value itself, which is remembered. */
        @SuppressWarnings("unchecked")
        T of(T value) {
            Object known = values[place(value)];
            return value.equals(known) ? (T) known : replace(value);
        }

        T replace(T value) {
            values[place(value)] = value;
            return value;
        }

        private static int place(Object value) {
            int hash = value.hashCode() * 0x9E3779B9;
            return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SIZE));
        }
    }
}
