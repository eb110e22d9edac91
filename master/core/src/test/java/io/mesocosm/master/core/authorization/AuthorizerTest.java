package io.mesocosm.master.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions of Mesos's local authorizer (spec §9). */
class AuthorizerTest {
    private static final Entity ANY = new Entity.Any();
    private static final Entity NONE = new Entity.None();

    private static Entity some(String... values) {
        return new Entity.Some(Set.of(values));
    }

    private static Authorizer strict(Action action, Rule... rules) {
        return new Authorizer(Map.of(action, List.of(rules)), false);
    }

    private static Authorizer permissive(Action action, Rule... rules) {
        return new Authorizer(Map.of(action, List.of(rules)), true);
    }

    private static Entity entity(String name) {
        return switch (name) {
            case "ANY" -> ANY;
            case "NONE" -> NONE;
            default -> some(name);
        };
    }

    /** Whom and what a request is about by '-' is anybody and anything. */
    @ParameterizedTest
    @CsvSource({
        "ada, www, ada, www, true",
        "ada, www, ada, db, false",
        "ada, www, grace, www, false",
        "ada, www, -, www, false",
        "ada, www, ada, -, false",
        "ANY, www, grace, www, true",
        "ANY, www, -, www, true",
        "ANY, www, grace, db, false",
        "ada, ANY, ada, db, true",
        "ada, ANY, ada, -, true",
        "ada, ANY, grace, db, false",
        "ANY, ANY, -, -, true",
        "NONE, ANY, ada, www, false",
        "ANY, NONE, ada, www, false",
        "NONE, NONE, -, -, false"
    })
    void letsARuleDecideThatFits(
            String principals, String objects, String principal, String object, boolean allowed) {
        Authorizer authorizer =
                strict(Action.RUN_TASK, new Rule(entity(principals), entity(objects)));
        assertThat(
                        authorizer.allows(
                                principal.equals("-") ? null : principal,
                                Action.RUN_TASK,
                                object.equals("-") ? null : object))
                .isEqualTo(allowed);
    }

    @Test
    void letsTheFirstOfSeveralDecide() {
        Rule[] rules = {
            new Rule(some("ada"), some("root")),
            new Rule(NONE, some("root")),
            new Rule(ANY, ANY),
            new Rule(some("grace"), NONE)
        };
        Authorizer authorizer = strict(Action.RUN_TASK, rules);
        assertThat(authorizer.allows("ada", Action.RUN_TASK, "root")).isTrue();
        assertThat(authorizer.allows("grace", Action.RUN_TASK, "root")).isFalse();
        assertThat(authorizer.allows("grace", Action.RUN_TASK, "www")).isTrue();
        assertThat(authorizer.allows(null, Action.RUN_TASK, "root")).isFalse();
    }

    @Test
    void saysNoOfARuleForNobodyEvenWherePermissive() {
        Authorizer authorizer = permissive(Action.RUN_TASK, new Rule(NONE, some("root")));
        assertThat(authorizer.allows("ada", Action.RUN_TASK, "root")).isFalse();
        assertThat(authorizer.allows("ada", Action.RUN_TASK, "www")).isTrue();
    }

    @Test
    void saysWhatIsPermissiveWhereNoRuleFits() {
        Rule rule = new Rule(some("ada"), some("www"));
        assertThat(permissive(Action.VIEW_TASK, rule).allows("grace", Action.VIEW_TASK, "db"))
                .isTrue();
        assertThat(permissive(Action.VIEW_TASK, rule).allows("ada", Action.VIEW_ROLE, "x"))
                .isTrue();
        assertThat(strict(Action.VIEW_TASK, rule).allows("ada", Action.VIEW_ROLE, "x")).isFalse();
        assertThat(Authorizer.OPEN.allows(null, Action.MARK_AGENT_GONE, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "eng/%, eng/web, true",
        "eng/%, eng/web/front, true",
        "eng/%, eng, false",
        "eng/%, engine, false",
        "eng/%, ops/eng/web, false",
        "eng/web/%, eng/db/x, false",
        "eng, eng, true",
        "eng, eng/web, false"
    })
    void takesAPercentSignForAllRolesBelow(String rule, String role, boolean allowed) {
        Authorizer authorizer = strict(Action.REGISTER_FRAMEWORK, new Rule(ANY, some(rule)));
        assertThat(authorizer.allows("ada", Action.REGISTER_FRAMEWORK, role)).isEqualTo(allowed);
    }

    @Test
    void takesRolesBelowAndRolesByNameInOneRule() {
        Authorizer authorizer =
                permissive(
                        Action.VIEW_ROLE,
                        new Rule(some("ada"), some("eng", "eng/%", "ops")),
                        new Rule(NONE, ANY));
        for (String role : List.of("eng", "eng/web", "ops")) {
            assertThat(authorizer.allows("ada", Action.VIEW_ROLE, role)).as(role).isTrue();
            assertThat(authorizer.allows("grace", Action.VIEW_ROLE, role)).as(role).isFalse();
        }
        assertThat(authorizer.allows("ada", Action.VIEW_ROLE, "ops/night")).isFalse();
    }

    @Test
    void takesAPercentSignForItselfWhereThereAreNoRoles() {
        Authorizer authorizer = strict(Action.RUN_TASK, new Rule(ANY, some("eng/%")));
        assertThat(authorizer.allows("ada", Action.RUN_TASK, "eng/web")).isFalse();
        assertThat(authorizer.allows("ada", Action.RUN_TASK, "eng/%")).isTrue();
    }

    @Test
    void wantsEachOfSeveralObjectsAllowed() {
        Authorizer authorizer =
                permissive(
                        Action.REGISTER_FRAMEWORK,
                        new Rule(some("ada"), some("eng")),
                        new Rule(NONE, ANY));
        assertThat(authorizer.allowsEach("ada", Action.REGISTER_FRAMEWORK, List.of("eng")))
                .isTrue();
        assertThat(authorizer.allowsEach("ada", Action.REGISTER_FRAMEWORK, List.of("eng", "ops")))
                .isFalse();
        assertThat(authorizer.allowsEach("ada", Action.REGISTER_FRAMEWORK, List.of()))
                .as("as permissive as the rules are")
                .isTrue();
    }

    @Test
    void knowsWhatNobodyNeedsToBeAskedFor() {
        Authorizer authorizer = permissive(Action.VIEW_TASK, new Rule(NONE, ANY));
        assertThat(authorizer.restricts(Action.VIEW_TASK)).isTrue();
        assertThat(authorizer.restricts(Action.VIEW_ROLE)).isFalse();
        assertThat(strict(Action.VIEW_TASK).restricts(Action.VIEW_ROLE)).isTrue();
    }

    @Test
    void hasASectionForEachActionAndNoTwoAlike() {
        for (Action action : Action.values()) {
            assertThat(Action.of(action.section())).contains(action);
        }
        assertThat(Action.of("reserve_resources")).isEmpty();
    }
}
