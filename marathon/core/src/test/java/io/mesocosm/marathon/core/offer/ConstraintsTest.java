package io.mesocosm.marathon.core.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.validation.ConstraintRules;
import io.mesocosm.marathon.core.validation.Violation;
import io.mesocosm.marathon.core.validation.Violations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operators of spec §4.1. */
class ConstraintsTest {

    private static Placement agent(String rack) {
        Map<String, String> attributes = rack.equals("-") ? Map.of() : Map.of("rack", rack);
        return new Placement("id", "host-" + rack, attributes, null, null);
    }

    @ParameterizedTest(name = "{0} on {2} beside {1}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rack UNIQUE          |          | a | true",
                "rack UNIQUE          | a b      | a | false",
                "rack UNIQUE          | a b      | c | true",
                "hostname UNIQUE      | a        | a | false",
                "@hostname UNIQUE     | a        | b | true",
                "rack CLUSTER x       |          | x | true",
                "rack CLUSTER x       |          | y | false",
                "rack CLUSTER         |          | y | true",
                "rack CLUSTER         | x        | y | false",
                "rack GROUP_BY        | a        | b | true",
                "rack GROUP_BY        | a b      | a | true",
                "rack GROUP_BY        | a a b    | a | false",
                "rack GROUP_BY        | a a b    | b | true",
                "rack GROUP_BY 3      | a b      | a | false",
                "rack GROUP_BY 3      | a b      | c | true",
                "rack GROUP_BY 2      | a b      | a | true",
                "rack LIKE a.*        |          | abc | true",
                "rack LIKE a          |          | abc | false",
                "rack UNLIKE a.*      |          | abc | false",
                "rack UNLIKE a        |          | abc | true",
                "rack UNLIKE a        |          | - | true",
                "rack LIKE .*         |          | - | false",
                "rack UNIQUE          |          | - | false",
                "rack MAX_PER 2       | a a b    | a | false",
                "rack MAX_PER 2       | a b      | a | true",
                "rack IS 1.0          |          | 1 | true",
                "rack IS 1.0004       |          | 1 | true",
                "rack IS a            |          | b | false",
                "rack like a          |          | a | true"
            })
    void decides(String text, String placed, String rack, boolean accepted) {
        List<String> words = Arrays.asList(text.strip().split(" ", -1));
        Violations violations = new Violations();
        Constraint constraint = ConstraintRules.parse(words, violations).orElseThrow();
        List<Placement> others =
                placed == null
                        ? List.of()
                        : Arrays.stream(placed.strip().split(" ", -1))
                                .map(ConstraintsTest::agent)
                                .toList();
        assertThat(Constraints.allows(constraint, agent(rack.strip()), others)).isEqualTo(accepted);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rack | Each constraint must have either 2 or 3 fields",
                "rack UNIQUE x | Value specified but not used",
                "rack GROUP_BY x | Value was specified but is not a number",
                "rack MAX_PER | Value was not specified",
                "rack MAX_PER x | Value was specified but is not a number",
                "rack LIKE | A regular expression value must be provided",
                "rack LIKE [ | '[' is not a valid regular expression",
                "rack IS | Value was not specified",
                "rack IS {a} | IS only supports Text and Scalar values"
            })
    void refusesMalformedOnes(String text, String message) {
        Violations violations = new Violations();
        List<String> words = Arrays.asList(Objects.requireNonNull(text).strip().split(" ", -1));
        assertThat(ConstraintRules.parse(words, violations)).isEmpty();
        assertThat(violations.list()).extracting(Violation::message).containsExactly(message);
    }
}
