package io.mesocosm.master.server.intake;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.allocator.OfferConstraints.Predicate;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.scheduler.OfferConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offer constraints as they come from frameworks (spec §1.5). */
class ConstraintIntakeTest {
    private static OfferConstraintsSpec read(String group) throws Exception {
        return ConstraintIntake.spec(
                MesosJson.parse(
                        "{\"role_constraints\":{\"dev\":{\"groups\":[" + group + "]}}}",
                        OfferConstraints.getDefaultInstance()));
    }

    private static String constraint(String predicate) {
        return "{\"attribute_constraints\":[{\"selector\":{\"attribute_name\":\"rack\"},\"predicate\":{"
                + predicate
                + "}}]}";
    }

    @Test
    void readsTextPredicates() throws Exception {
        OfferConstraintsSpec spec = read(constraint("\"text_matches\":{\"regex\":\"r[0-9]+\"}"));
        assertThat(spec.error()).isNull();
        assertThat(spec.roles()).containsExactly("dev");
        var predicate =
                (Predicate.TextMatches)
                        requireNonNull(spec.constraints().groups().get("dev"))
                                .getFirst()
                                .constraints()
                                .getFirst()
                                .predicate();
        assertThat(predicate.pattern().matches("r12")).isTrue();
        assertThat(predicate.pattern().matches("xr12")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"attribute_constraints\":[{\"selector\":{},\"predicate\":{\"exists\":{}}}]}",
                "{\"attribute_constraints\":[{\"selector\":{\"attribute_name\":\"a\"},\"predicate\":{}}]}",
                "{\"attribute_constraints\":[{\"selector\":{\"attribute_name\":\"a\"},\"predicate\":{\"text_matches\":{\"regex\":\"(\"}}}]}",
                "{\"attribute_constraints\":[{\"selector\":{\"attribute_name\":\"a\"},\"predicate\":{\"text_matches\":{\"regex\":\"(a)\\\\1\"}}}]}",
            })
    void saysWhyConstraintsCannotBeUsed(String group) throws Exception {
        assertThat(read(group).error()).isNotEmpty();
    }

    @Test
    @Timeout(10)
    void endsExpressionsThatBacktrackWithoutEnd() {
        assertThat(LinearPattern.compile("(a*)*(a*)*(a*)*b").matches("a".repeat(200))).isFalse();
    }
}
