package io.mesocosm.master.server.intake;

import io.mesocosm.allocator.OfferConstraints;
import io.mesocosm.allocator.OfferConstraints.Constraint;
import io.mesocosm.allocator.OfferConstraints.Group;
import io.mesocosm.allocator.OfferConstraints.Predicate;
import io.mesocosm.allocator.OfferConstraints.PseudoAttribute;
import io.mesocosm.allocator.OfferConstraints.Selector;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.protocol.v1.scheduler.AttributeConstraint;
import io.mesocosm.protocol.v1.scheduler.OfferConstraints.RoleConstraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads offer constraints (spec §1.5); one that cannot be used becomes the spec's error. */
public final class ConstraintIntake {
    private ConstraintIntake() {}

    /** The constraints, or why they cannot be used. */
    public static OfferConstraintsSpec spec(
            io.mesocosm.protocol.v1.scheduler.OfferConstraints message) {
        Map<String, List<Group>> roles = new HashMap<>();
        try {
            message.getRoleConstraintsMap().forEach((role, c) -> roles.put(role, groups(role, c)));
        } catch (IllegalArgumentException e) {
            return new OfferConstraintsSpec(
                    OfferConstraints.NONE, e.getMessage(), Encoded.of(message));
        }
        return new OfferConstraintsSpec(new OfferConstraints(roles), null, Encoded.of(message));
    }

    private static List<Group> groups(String role, RoleConstraints constraints) {
        if (constraints.getGroupsList().isEmpty()) {
            throw new IllegalArgumentException(
                    "RoleConstraints::groups must be non-empty (role '" + role + "')");
        }
        List<Group> groups = new ArrayList<>();
        for (RoleConstraints.Group group : constraints.getGroupsList()) {
            if (group.getAttributeConstraintsList().isEmpty()) {
                throw new IllegalArgumentException(
                        "RoleConstraints::Group::attribute_constraints must be non-empty (role '"
                                + role
                                + "')");
            }
            groups.add(
                    new Group(
                            group.getAttributeConstraintsList().stream()
                                    .map(ConstraintIntake::constraint)
                                    .toList()));
        }
        return groups;
    }

    private static Constraint constraint(AttributeConstraint message) {
        return new Constraint(selector(message.getSelector()), predicate(message.getPredicate()));
    }

    private static Selector selector(AttributeConstraint.Selector selector) {
        return switch (selector.getSelectorCase()) {
            case ATTRIBUTE_NAME -> new Selector.Named(selector.getAttributeName());
            case PSEUDOATTRIBUTE_TYPE ->
                    new Selector.Pseudo(
                            switch (selector.getPseudoattributeType()) {
                                case HOSTNAME -> PseudoAttribute.HOSTNAME;
                                case REGION -> PseudoAttribute.REGION;
                                case ZONE -> PseudoAttribute.ZONE;
                                case UNKNOWN ->
                                        throw new IllegalArgumentException(
                                                "Unknown pseudoattribute type");
                            });
            case SELECTOR_NOT_SET ->
                    throw new IllegalArgumentException(
                            "Exactly one of 'AttributeConstraint::Selector::name' or"
                                    + " 'AttributeConstraint::Selector::pseudoattribute_type' must be set");
        };
    }

    private static Predicate predicate(AttributeConstraint.Predicate predicate) {
        return switch (predicate.getPredicateCase()) {
            case EXISTS -> new Predicate.Exists();
            case NOT_EXISTS -> new Predicate.NotExists();
            case TEXT_EQUALS -> new Predicate.TextEquals(predicate.getTextEquals().getValue());
            case TEXT_NOT_EQUALS ->
                    new Predicate.TextNotEquals(predicate.getTextNotEquals().getValue());
            case TEXT_MATCHES ->
                    new Predicate.TextMatches(
                            LinearPattern.compile(predicate.getTextMatches().getRegex()));
            case TEXT_NOT_MATCHES ->
                    new Predicate.TextNotMatches(
                            LinearPattern.compile(predicate.getTextNotMatches().getRegex()));
            case PREDICATE_NOT_SET -> throw new IllegalArgumentException("Unknown predicate type");
        };
    }
}
