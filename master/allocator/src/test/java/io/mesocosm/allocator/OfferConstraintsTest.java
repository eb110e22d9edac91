package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.allocator.OfferConstraints.Constraint;
import io.mesocosm.allocator.OfferConstraints.Group;
import io.mesocosm.allocator.OfferConstraints.Predicate;
import io.mesocosm.allocator.OfferConstraints.PseudoAttribute;
import io.mesocosm.allocator.OfferConstraints.Selector;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the truth table of offer constraints (spec §1.5). Method: one agent, every predicate. */
class OfferConstraintsTest {
    private static final AgentProfile AGENT =
            new AgentProfile(
                    "host1",
                    Resources.parse("cpus:1"),
                    List.of(
                            Attribute.text("rack", "a"),
                            Attribute.text("rack", "b"),
                            Attribute.of("level", Value.Scalar.of(10))),
                    "east",
                    null,
                    Set.of());

    private static Predicate predicate(String name) {
        return switch (name) {
            case "exists" -> new Predicate.Exists();
            case "not_exists" -> new Predicate.NotExists();
            case "equals a" -> new Predicate.TextEquals("a");
            case "equals b" -> new Predicate.TextEquals("b");
            case "not_equals a" -> new Predicate.TextNotEquals("a");
            case "not_equals b" -> new Predicate.TextNotEquals("b");
            case "matches [ac]" -> new Predicate.TextMatches(t -> t.matches("[ac]"));
            case "not_matches [ac]" -> new Predicate.TextNotMatches(t -> t.matches("[ac]"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static boolean accepts(Selector selector, Predicate predicate) {
        Group group = new Group(List.of(new Constraint(selector, predicate)));
        return new OfferConstraints(Map.of("role", List.of(group))).accept("role", AGENT);
    }

    // The first rack counts; level is not TEXT; colour is not there.
    @ParameterizedTest
    @CsvSource({
        "exists, true, true, false",
        "not_exists, false, false, true",
        "equals a, true, true, false",
        "equals b, false, true, false",
        "not_equals a, false, true, true",
        "not_equals b, true, true, true",
        "matches [ac], true, true, false",
        "not_matches [ac], false, true, true"
    })
    void aPredicateHoldsOfTextOtherTypesAndNothing(
            String name, boolean rack, boolean level, boolean colour) {
        assertThat(accepts(new Selector.Named("rack"), predicate(name))).isEqualTo(rack);
        assertThat(accepts(new Selector.Named("level"), predicate(name))).isEqualTo(level);
        assertThat(accepts(new Selector.Named("colour"), predicate(name))).isEqualTo(colour);
    }

    @Test
    void pseudoAttributesAreHostnameRegionAndZone() {
        assertThat(pseudo(PseudoAttribute.HOSTNAME, new Predicate.TextEquals("host1"))).isTrue();
        assertThat(pseudo(PseudoAttribute.REGION, new Predicate.TextEquals("east"))).isTrue();
        assertThat(pseudo(PseudoAttribute.ZONE, new Predicate.Exists())).isFalse();
    }

    private static boolean pseudo(PseudoAttribute attribute, Predicate predicate) {
        return accepts(new Selector.Pseudo(attribute), predicate);
    }

    @Test
    void oneGroupMustHoldWholeAndOtherRolesAreFree() {
        Constraint yes = new Constraint(new Selector.Named("rack"), new Predicate.Exists());
        Constraint no = new Constraint(new Selector.Named("rack"), new Predicate.NotExists());
        OfferConstraints either =
                new OfferConstraints(
                        Map.of(
                                "role",
                                List.of(new Group(List.of(yes, no)), new Group(List.of(yes)))));
        OfferConstraints neither =
                new OfferConstraints(Map.of("role", List.of(new Group(List.of(yes, no)))));

        assertThat(either.accept("role", AGENT)).isTrue();
        assertThat(neither.accept("role", AGENT)).isFalse();
        assertThat(neither.accept("other", AGENT)).isTrue();
    }

    @Test
    void theAllocatorObeysConstraintsAndTheirChange() {
        Group nowhere =
                new Group(
                        List.of(
                                new Constraint(
                                        new Selector.Pseudo(PseudoAttribute.HOSTNAME),
                                        new Predicate.TextEquals("elsewhere"))));
        FrameworkProfile picky =
                FrameworkProfile.of("role")
                        .withConstraints(new OfferConstraints(Map.of("role", List.of(nowhere))));
        AllocatorFixture fixture = new AllocatorFixture().framework("f1", picky).agent("a1");
        assertThat(fixture.targets()).isEmpty();

        fixture.allocator.updateFramework("f1", FrameworkProfile.of("role"));
        assertThat(fixture.targets()).containsExactly("f1@role:a1");
    }
}
