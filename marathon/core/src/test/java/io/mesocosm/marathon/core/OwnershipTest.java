package io.mesocosm.marathon.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.deployment.AppChange;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.Normalization;
import io.mesocosm.marathon.core.draft.NormalizationRules;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may change an app that belongs to a Kubernetes resource (design §5). */
class OwnershipTest {

    private static final VersionInfo FIRST = VersionInfo.created(Instant.EPOCH);
    private static final VersionInfo SECOND = VersionInfo.created(Instant.EPOCH.plusSeconds(1));

    /** An app in a few words: the owner, or a dash, then the command, then how many. */
    private static @Nullable App app(@Nullable String words, VersionInfo version) {
        if (words == null) {
            return null;
        }
        String[] parts = words.split(" ", -1);
        AppDraft draft = new AppDraft();
        draft.cmd = parts[1];
        draft.instances = Integer.parseInt(parts[2]);
        draft.labels = parts[0].equals("-") ? Map.of() : Map.of("mesocosm.io/owner", parts[0]);
        Normalization.apply(draft, NormalizationRules.DEFAULT);
        return AppBuilder.build(draft, PathId.of("/x/cart"), "*", version, new Violations());
    }

    private static AppChange change(@Nullable String before, @Nullable String after) {
        return new AppChange(PathId.of("/x/cart"), app(before, FIRST), app(after, SECOND));
    }

    private static Claim claim(@Nullable String owner) {
        return owner == null ? Claim.NONE : new Claim(Set.of(owner));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # before       | after          | speaks for | what to do instead
                                   | shop/cart a 1  |            |
                    - a 1          | - b 1          |            |
                    - a 1          | shop/cart a 1  |            |
                    - a 1          |                |            |
                    nonsense a 1   | nonsense b 1   |            |
                    shop/cart a 1  | shop/cart b 1  | shop/cart  |
                    shop/cart a 1  |                | shop/cart  |
                    shop/cart a 1  | shop/other a 1 | shop/cart  |
                    shop/cart a 1  | shop/cart b 1  |            | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | shop/cart b 2  |            | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | shop/cart b 1  | shop/other | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | shop/cart b 1  | cart       | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | - a 1          |            | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | shop/other a 1 | shop/other | change that (kubectl edit app cart -n shop), … if that is gone
                    shop/cart a 1  | shop/cart a 3  |            | scale that (kubectl scale app cart -n shop --replicas=3), … if that is gone
                    shop/cart a 1  | shop/cart a 1  |            | to restart it all the same, add owner=shop/cart to the query
                    shop/cart a 1  |                |            | delete that (kubectl delete app cart -n shop), … if that is gone
                    shop/cart a 1  |                | shop/other | delete that (kubectl delete app cart -n shop), … if that is gone
                    """)
    void leavesAnAppToItsOwner(
            @Nullable String before,
            @Nullable String after,
            @Nullable String speaksFor,
            @Nullable String remedy) {
        String expected =
                remedy == null
                        ? null
                        : "App /x/cart belongs to the Kubernetes resource App shop/cart: "
                                + remedy.replace("…", "or add owner=shop/cart to the query");
        assertThat(Ownership.refusal(List.of(change(before, after)), claim(speaksFor)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # before       | after          | refused
                                   | - a 1          | false
                                   | shop/cart a 1  | true
                    - a 1          | shop/cart a 1  | true
                    shop/cart a 1  | shop/other a 1 | true
                    shop/cart a 1  | - a 1          | true
                    shop/cart a 1  | shop/cart b 2  | false
                    shop/cart a 1  |                | false
                    """)
    void hasWhoMayNotAssignAppsLeaveTheirOwnersAsTheyAre(
            @Nullable String before, @Nullable String after, boolean refused) {
        List<AppChange> changes = List.of(change(before, after));
        Claim claim = new Claim(Set.of("shop/cart"), false);
        String said = Ownership.assignment(changes, claim);
        assertThat(said != null).isEqualTo(refused);
        assertThat(Ownership.assignment(changes, new Claim(Set.of("shop/cart")))).isNull();
    }

    @Test
    void saysHowManyMoreThereAre() {
        assertThat(
                        Ownership.refusal(
                                List.of(
                                        change("- a 1", "- b 1"),
                                        change("shop/cart a 1", null),
                                        change("shop/b a 1", null),
                                        change("shop/c a 1", null)),
                                claim("shop/c")))
                .isEqualTo(
                        "App /x/cart belongs to the Kubernetes resource App shop/cart: delete that"
                                + " (kubectl delete app cart -n shop), or add owner=shop/cart to the"
                                + " query if that is gone."
                                + " 1 more of these apps belong to such resources");
    }
}
