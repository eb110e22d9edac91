package io.mesocosm.allocator;

import io.mesocosm.resources.Attribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A framework's offer constraints as data (spec §1.5): per role, an agent must meet all constraints
 * of at least one group; roles without groups accept every agent.
 */
public record OfferConstraints(Map<String, List<Group>> groups) {
    public static final OfferConstraints NONE = new OfferConstraints(Map.of());

    public OfferConstraints {
        groups = Map.copyOf(groups);
    }

    /** Constraints that must hold together. */
    public record Group(List<Constraint> constraints) {
        public Group {
            constraints = List.copyOf(constraints);
        }
    }

    /** A predicate on one attribute. */
    public record Constraint(Selector selector, Predicate predicate) {}

    /** Which attribute is looked at. */
    public sealed interface Selector {
        /** The first attribute of that name. */
        record Named(String attribute) implements Selector {}

        /** What every agent has outside its attributes. */
        record Pseudo(PseudoAttribute attribute) implements Selector {}
    }

    /** Mesos's PseudoattributeType. */
    public enum PseudoAttribute {
        HOSTNAME,
        REGION,
        ZONE
    }

    /** What must hold of it; text predicates hold of attributes that are not TEXT. */
    public sealed interface Predicate {
        /** The attribute is there. */
        record Exists() implements Predicate {}

        /** It is not. */
        record NotExists() implements Predicate {}

        /** It is there with this text. */
        record TextEquals(String value) implements Predicate {}

        /** It is absent or has another text. */
        record TextNotEquals(String value) implements Predicate {}

        /** It is there and the whole text matches. */
        record TextMatches(TextPattern pattern) implements Predicate {}

        /** It is absent or the text does not match. */
        record TextNotMatches(TextPattern pattern) implements Predicate {}
    }

    /**
     * A compiled regular expression. Whoever makes one bounds its size and its running time (RE2's
     * limits, spec §1.5).
     */
    public interface TextPattern {
        boolean matches(String text);
    }

    /** Whether the agent may be offered to the framework in this role. */
    public boolean accept(String role, AgentProfile agent) {
        List<Group> alternatives = groups.get(role);
        return alternatives == null
                || alternatives.stream()
                        .anyMatch(g -> g.constraints().stream().allMatch(c -> holds(c, agent)));
    }

    private static boolean holds(Constraint constraint, AgentProfile agent) {
        Attribute found = select(constraint.selector(), agent);
        String text = found == null ? null : found.asText().orElse(null);
        return switch (constraint.predicate()) {
            case Predicate.Exists() -> found != null;
            case Predicate.NotExists() -> found == null;
            case Predicate.TextEquals(String value) ->
                    found != null && (text == null || text.equals(value));
            case Predicate.TextNotEquals(String value) ->
                    found == null || text == null || !text.equals(value);
            case Predicate.TextMatches(TextPattern pattern) ->
                    found != null && (text == null || pattern.matches(text));
            case Predicate.TextNotMatches(TextPattern pattern) ->
                    found == null || text == null || !pattern.matches(text);
        };
    }

    private static @Nullable Attribute select(Selector selector, AgentProfile agent) {
        return switch (selector) {
            case Selector.Named(String name) ->
                    agent.attributes().stream()
                            .filter(a -> a.name().equals(name))
                            .findFirst()
                            .orElse(null);
            case Selector.Pseudo(PseudoAttribute pseudo) ->
                    switch (pseudo) {
                        case HOSTNAME -> Attribute.text("hostname", agent.hostname());
                        case REGION -> pseudoText("region", agent.region());
                        case ZONE -> pseudoText("zone", agent.zone());
                    };
        };
    }

    private static @Nullable Attribute pseudoText(String name, @Nullable String text) {
        return text == null ? null : Attribute.text(name, text);
    }
}
