package io.mesocosm.marathon.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.GroupDraft;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be done to an app of a Kubernetes resource, and what becoming one changes. */
class OwnedAppTest {

    private static final PathId OWNED = PathId.of("/g/owned");
    private static final PathId FREE = PathId.of("/g/free");
    private static final Map<String, String> LABELS =
            Map.of("tier", "front", "mesocosm.io/owner", "shop/cart");

    private final Drive drive = new Drive(3, 20);

    private static AppDraft draft(PathId id, Map<String, String> labels) {
        AppDraft draft = Drive.draft(id.value());
        draft.instances = 2;
        draft.labels = labels;
        return draft;
    }

    private void start() {
        drive.create(draft(OWNED, LABELS));
        drive.create(draft(FREE, Map.of()));
        drive.runAll();
    }

    private List<String> tasks() {
        return drive.running().stream().map(t -> t.spec.taskId().value()).sorted().toList();
    }

    private List<InstanceId> instances() {
        return drive.instances("/g/owned").stream().map(Instance::id).toList();
    }

    private static AppDraft scaled(int instances) {
        AppDraft draft = new AppDraft();
        draft.instances = instances;
        return draft;
    }

    private static AppDraft changed(PathId id) {
        AppDraft draft = new AppDraft();
        draft.id = id.value();
        draft.cmd = "sleep 200";
        return draft;
    }

    private static Command.UpdateApp update(AppDraft draft, Command.Mode mode) {
        return new Command.UpdateApp(OWNED, draft, mode, false, Drive.CALLER);
    }

    private static GroupDraft group(@Nullable List<AppDraft> apps, @Nullable Double scaleBy) {
        return new GroupDraft(null, apps, null, null, null, scaleBy, null, false);
    }

    private static Command.UpdateGroup update(GroupDraft group) {
        return new Command.UpdateGroup(PathId.of("/g"), group, false, false);
    }

    static Stream<Arguments> changes() {
        AppDraft free = draft(FREE, Map.of());
        return Stream.of(
                Arguments.of("scale", update(scaled(3), Command.Mode.PATCH)),
                Arguments.of("change", update(changed(OWNED), Command.Mode.PUT)),
                Arguments.of("replace", update(draft(OWNED, Map.of()), Command.Mode.REPLACE)),
                Arguments.of(
                        "change of several",
                        new Command.UpdateApps(
                                List.of(changed(FREE), changed(OWNED)), Command.Mode.PUT, false)),
                Arguments.of("deletion", new Command.DeleteApp(OWNED, true)),
                Arguments.of("restart", new Command.RestartApp(OWNED, true)),
                Arguments.of("scaling of the group", update(group(null, 2.0))),
                Arguments.of("group without it", update(group(List.of(free), null))),
                Arguments.of(
                        "dry run of a group without it",
                        new Command.UpdateGroup(
                                PathId.of("/g"), group(List.of(free), null), false, true)),
                Arguments.of(
                        "group with another command",
                        update(group(List.of(free, changed(OWNED)), null))),
                Arguments.of(
                        "deletion of the group", new Command.DeleteGroup(PathId.of("/g"), true)),
                Arguments.of("deletion of all", new Command.DeleteGroup(PathId.ROOT, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void isChangedInItsOwnersNameOnly(String change, Command command) {
        start();
        List<String> before = tasks();
        App owned = drive.app("/g/owned");
        App free = drive.app("/g/free");
        Outcome refusal = drive.ask(command);
        assertThat(refusal).as(change).isInstanceOf(Outcome.Conflict.class);
        assertThat(((Outcome.Conflict) refusal).message())
                .startsWith("App /g/owned belongs to the Kubernetes resource App shop/cart: ");
        drive.runAll();
        assertThat(tasks()).isEqualTo(before);
        assertThat(drive.app("/g/owned")).isEqualTo(owned);
        assertThat(drive.app("/g/free")).isEqualTo(free);
        assertThat(drive.events(Event.GroupChangeFailed.class)).hasSize(1);
        assertThat(drive.ask(command, new Claim(Set.of("shop/cart"))))
                .isInstanceOfAny(Outcome.Deployed.class, Outcome.Planned.class);
    }

    @Test
    void isNotChangedByADefinitionThatAClientReadAndSendsBack() {
        start();
        AppDraft draft = draft(OWNED, LABELS);
        draft.cmd = "sleep 200";
        assertThat(drive.put(draft)).isInstanceOf(Outcome.Conflict.class);
        draft.labels = Map.of("mesocosm.io/owner", "shop/other");
        assertThat(drive.put(draft)).isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void mayStandUnchangedInAChangeOfItsGroup() {
        start();
        AppDraft more = Drive.draft("/g/more");
        Command change = update(group(List.of(draft(OWNED, LABELS), more), null));
        assertThat(drive.ask(change)).isInstanceOf(Outcome.Deployed.class);
        drive.runAll();
        assertThat(drive.core.view().root().app(FREE)).isNull();
        assertThat(drive.instances("/g/owned")).hasSize(2);
    }

    @Test
    void losesNoTasksWithoutItsOwnerButThoseThatItStartsAgain() {
        start();
        List<InstanceId> all = instances();
        Command scale = new Command.KillTasks(all, true, false, false);
        Command wipe = new Command.KillTasks(all, false, true, false);
        assertThat(drive.ask(scale))
                .isEqualTo(
                        new Outcome.Conflict(
                                "App /g/owned belongs to the Kubernetes resource App shop/cart:"
                                        + " scale that (kubectl scale app cart -n shop"
                                        + " --replicas=0), or add owner=shop/cart to the query if"
                                        + " that is gone"));
        assertThat(drive.ask(wipe))
                .isEqualTo(
                        new Outcome.Conflict(
                                "App /g/owned belongs to the Kubernetes resource App shop/cart:"
                                        + " to wipe its tasks all the same, add owner=shop/cart to"
                                        + " the query"));
        assertThat(drive.all(Effect.Kill.class)).isEmpty();
        assertThat(drive.ask(new Command.KillTasks(all, false, false, false)))
                .isInstanceOf(Outcome.Killed.class);
        drive.runAll();
        assertThat(instances()).isEqualTo(all);
        Claim owner = new Claim(Set.of("shop/cart"));
        assertThat(drive.ask(wipe, owner)).isInstanceOf(Outcome.Killed.class);
        assertThat(drive.ask(new Command.KillTasks(instances(), true, false, true), owner))
                .isInstanceOf(Outcome.Deployed.class);
    }

    @Test
    void isMadeByThoseOnlyWhoMayAssignApps() {
        Claim user = new Claim(Set.of("shop/cart"), false);
        Command create = new Command.CreateApp(draft(OWNED, LABELS), false, Drive.CALLER);
        Command group =
                new Command.CreateGroup(
                        PathId.of("/g"), group(List.of(draft(OWNED, LABELS)), null), false);
        for (Command command : List.of(create, group)) {
            Outcome refusal = drive.ask(command, user);
            assertThat(((Outcome.Forbidden) refusal).message())
                    .startsWith("App /g/owned: the label mesocosm.io/owner is the operator's");
        }
        assertThat(drive.ask(create, new Claim(Set.of()))).isInstanceOf(Outcome.Deployed.class);
        drive.runAll();
        AppDraft free = draft(OWNED, Map.of("tier", "front"));
        assertThat(drive.ask(update(free, Command.Mode.REPLACE), user))
                .isInstanceOf(Outcome.Forbidden.class);
        assertThat(drive.ask(update(scaled(3), Command.Mode.PATCH), user))
                .isInstanceOf(Outcome.Deployed.class);
    }

    @Test
    void hasItsDeploymentTakenBackByAll() {
        start();
        AppDraft draft = draft(OWNED, LABELS);
        draft.cmd = "sleep 200";
        Outcome.Deployed deployed =
                (Outcome.Deployed) drive.put(draft, new Claim(Set.of("shop/cart")));
        assertThat(drive.ask(new Command.CancelDeployment(deployed.deployment(), false)))
                .isInstanceOf(Outcome.Deployed.class);
        assertThat(drive.app("/g/owned").cmd()).isEqualTo("sleep 100");
    }

    @Test
    void changesOwnersWithoutChangingTasks() {
        drive.create(draft(OWNED, Map.of("tier", "front")));
        drive.runAll();
        List<String> before = tasks();
        App unowned = drive.app("/g/owned");
        for (Map<String, String> labels :
                List.of(
                        LABELS,
                        Map.of("tier", "front", "mesocosm.io/owner", "shop/other"),
                        Map.of("tier", "front"))) {
            drive.now = drive.now.plusSeconds(1);
            Outcome outcome =
                    drive.ask(
                            update(draft(OWNED, labels), Command.Mode.REPLACE),
                            new Claim(Set.of("shop/cart", "shop/other")));
            assertThat(outcome).isInstanceOf(Outcome.Deployed.class);
            App now = drive.app("/g/owned");
            assertThat(now.labels()).isEqualTo(labels);
            assertThat(((Outcome.Deployed) outcome).version()).isAfterOrEqualTo(now.version());
            assertThat(now.version()).isAfter(unowned.version());
            assertThat(now.configVersion()).isEqualTo(unowned.configVersion());
            assertThat(now.versionInfo().lastScalingAt())
                    .isEqualTo(unowned.versionInfo().lastScalingAt());
            assertThat(drive.core.view().deployments()).isEmpty();
            drive.restart();
            drive.runAll();
            assertThat(drive.app("/g/owned")).isEqualTo(now);
            assertThat(tasks()).isEqualTo(before);
        }
        assertThat(drive.core.view().versionsOf(OWNED)).hasSize(4);
    }

    @Test
    void showsItsTasksNothingOfItsOwner() {
        start();
        Map<String, String> environment =
                drive.running().stream()
                        .filter(t -> t.spec.app().id().equals(OWNED))
                        .findFirst()
                        .map(t -> t.spec.environment())
                        .map(Objects::requireNonNull)
                        .orElseThrow();
        assertThat(environment)
                .containsEntry("MARATHON_APP_LABELS", "TIER")
                .containsEntry("MARATHON_APP_LABEL_TIER", "front");
        assertThat(environment.toString()).doesNotContain("OWNER").doesNotContain("shop/cart");
    }
}
