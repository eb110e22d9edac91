package io.mesocosm.master.server.intake;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.OfferFiltersSpec;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scheduler calls from JSON to the core's inputs (spec §1.3, §1.4). */
class SchedulerIntakeTest {
    private static final String FRAMEWORK = "\"framework_id\":{\"value\":\"f\"}";

    private static SchedulerCall read(String json) throws Exception {
        Call call = MesosJson.parse(json, Call.getDefaultInstance());
        assertThat(SchedulerValidation.validate(call, null)).isEqualTo(Optional.empty());
        return SchedulerIntake.read(
                call,
                new SchedulerIntake.Caller(
                        new CallHandle(1), new StreamHandle(2), "new", "old", "ada"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TEARDOWN | `` | Teardown",
                "ACCEPT | ,\"accept\":{\"offer_ids\":[]} | Accept",
                "DECLINE | ,\"decline\":{\"offer_ids\":[{\"value\":\"o\"}]} | Decline",
                "ACCEPT_INVERSE_OFFERS | ,\"accept_inverse_offers\":{} | AnswerInverseOffers",
                "DECLINE_INVERSE_OFFERS | ,\"decline_inverse_offers\":{} | AnswerInverseOffers",
                "REVIVE | `` | Revive",
                "SUPPRESS | ,\"suppress\":{\"roles\":[\"a\"]} | Suppress",
                "KILL | ,\"kill\":{\"task_id\":{\"value\":\"t\"}} | Kill",
                "SHUTDOWN | ,\"shutdown\":{\"executor_id\":{\"value\":\"e\"},\"agent_id\":{\"value\":\"a\"}} | ShutdownExecutor",
                "ACKNOWLEDGE | ,\"acknowledge\":{\"agent_id\":{\"value\":\"a\"},\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAAAAAAAAAAAAAAAAAAAA==\"} | Acknowledge",
                "RECONCILE | ,\"reconcile\":{\"tasks\":[{\"task_id\":{\"value\":\"t\"}}]} | Reconcile",
                "RECONCILE_OPERATIONS | ,\"reconcile_operations\":{} | ReconcileOperations",
                "MESSAGE | ,\"message\":{\"agent_id\":{\"value\":\"a\"},\"executor_id\":{\"value\":\"e\"},\"data\":\"AA==\"} | MessageToExecutor",
                "REQUEST | ,\"request\":{} | Request",
                "UPDATE_FRAMEWORK | ,\"update_framework\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\",\"id\":{\"value\":\"f\"}}} | UpdateFramework",
            })
    void readsEachCall(String type, String rest, String input) throws Exception {
        SchedulerCall call = read("{\"type\":\"" + type + "\"," + FRAMEWORK + rest + "}");
        assertThat(call.getClass().getSimpleName()).isEqualTo(input);
        assertThat(call.call()).isEqualTo(new CallHandle(1));
        var context = ((SchedulerCall.Subscribed) call).context();
        assertThat(context.frameworkId()).isEqualTo("f");
        assertThat(context.streamId()).isEqualTo("old");
        assertThat(context.principal()).isEqualTo("ada");
    }

    @Test
    void takesAnEmptyIdForNone() throws Exception {
        var subscribe =
                (SchedulerCall.Subscribe)
                        read(
                                """
                                {"type":"SUBSCRIBE","framework_id":{"value":""},"subscribe":{"framework_info":
                                {"user":"u","name":"n","id":{"value":""},"roles":["a"],
                                "capabilities":[{"type":"MULTI_ROLE"},{"type":"NOT_YET_KNOWN"}]},"suppressed_roles":["a","a"]}}""");
        assertThat(subscribe.frameworkId()).isNull();
        assertThat(subscribe.framework().id()).isNull();
        assertThat(subscribe.framework().capabilities()).containsExactly(Capability.MULTI_ROLE);
        assertThat(subscribe.framework().role()).isNull();
        assertThat(subscribe.suppressedRoles()).containsExactly("a");
        assertThat(subscribe.stream()).isEqualTo(new StreamHandle(2));
    }

    @Test
    void takesTheSameFrameworkWithAndWithoutItsIdForTheSame() throws Exception {
        String info = "{\"user\":\"u\",\"name\":\"n\"%s}";
        FrameworkInfo first =
                MesosJson.parse(info.formatted(""), FrameworkInfo.getDefaultInstance());
        FrameworkInfo later =
                MesosJson.parse(
                        info.formatted(",\"id\":{\"value\":\"f\"}"),
                        FrameworkInfo.getDefaultInstance());
        assertThat(FrameworkIntake.spec(later)).isEqualTo(FrameworkIntake.spec(first).withId("f"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | Resource quantities must contain at least one quantity",
                "{\"quantities\":{\"cpus\":{\"value\":-2}}} | Invalid resource quantity for 'cpus': Negative values not supported",
                "{\"quantities\":{\"mem\":{\"value\":\"Infinity\"}}} | Invalid resource quantity for 'mem': Infinite values not supported",
                "{\"quantities\":{\"mem\":{\"value\":NaN}}} | Invalid resource quantity for 'mem': NaN not supported",
            })
    void saysWhyMinimumsCannotBeUsed(String quantities, String fault) throws Exception {
        FrameworkInfo info =
                MesosJson.parse(
                        "{\"user\":\"u\",\"name\":\"n\",\"offer_filters\":{\"dev\":{\"min_allocatable_resources\":{\"quantities\":["
                                + quantities
                                + "]}}}}",
                        FrameworkInfo.getDefaultInstance());
        assertThat(FrameworkIntake.spec(info).offerFilters())
                .isEqualTo(new OfferFiltersSpec(Map.of(), fault));
    }

    @Test
    void readsMinimumsAndTellsNoneFromAbsent() throws Exception {
        FrameworkInfo info =
                MesosJson.parse(
                        """
                        {"user":"u","name":"n","offer_filters":{
                        "any":{"min_allocatable_resources":{}},
                        "big":{"min_allocatable_resources":{"quantities":[{"quantities":{"cpus":{"value":4}}}]}},
                        "default":{}}}""",
                        FrameworkInfo.getDefaultInstance());
        OfferFiltersSpec filters = FrameworkIntake.spec(info).offerFilters();
        assertThat(filters.error()).isNull();
        assertThat(filters.minimums()).containsOnlyKeys("any", "big");
        assertThat(filters.minimums().get("any")).isEmpty();
        assertThat(filters.minimums().get("big")).hasSize(1);
    }

    @Test
    void tellsAnAbsentFilterFromZeroSeconds() throws Exception {
        String decline = "{\"type\":\"DECLINE\"," + FRAMEWORK + ",\"decline\":{%s}}";
        assertThat(((SchedulerCall.Decline) read(decline.formatted(""))).refuseSeconds()).isNull();
        assertThat(
                        ((SchedulerCall.Decline)
                                        read(
                                                decline.formatted(
                                                        "\"filters\":{\"refuse_seconds\":0}")))
                                .refuseSeconds())
                .isEqualTo(0.0);
    }

    @Test
    void readsATaskWithAllThatTheCoreDecidesOn() throws Exception {
        TaskSpec task =
                TaskIntake.task(
                        MesosJson.parse(
                                """
                                {"name":"n","task_id":{"value":"t"},"agent_id":{"value":"a"},
                                "executor":{"executor_id":{"value":"e"},"type":"CUSTOM","command":{"value":"x"}},
                                "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5},"role":"dev",
                                "allocation_info":{"role":"dev"}}],"limits":{"cpus":{"value":"Infinity"}},
                                "health_check":{"command":{"value":"true"},"grace_period_seconds":3},
                                "kill_policy":{"grace_period":{"nanoseconds":2000000000}}}""",
                                TaskInfo.getDefaultInstance()),
                        "f");
        assertThat(task.resources().stream().toList())
                .allSatisfy(r -> assertThat(r.traits().allocationRole()).isNull());
        assertThat(task.resources().reserved("dev").cpus()).isEqualTo(0.5);
        assertThat(task.limits()).containsEntry("cpus", Double.POSITIVE_INFINITY);
        assertThat(task.killGracePeriod()).isEqualTo(Duration.ofSeconds(2));
        ExecutorSpec executor = requireNonNull(task.executor());
        assertThat(executor.type()).isEqualTo(ExecutorSpec.Type.CUSTOM);
        assertThat(executor.frameworkId()).isNull();
    }

    @Test
    void keepsABadResourceAsItsError() throws Exception {
        TaskSpec task =
                TaskIntake.task(
                        MesosJson.parse(
                                """
                                {"name":"n","task_id":{"value":"t"},"agent_id":{"value":"a"},"resources":[
                                {"name":"ports","type":"RANGES","ranges":{"range":[{"begin":9,"end":1}]}}]}""",
                                TaskInfo.getDefaultInstance()),
                        "f");
        assertThat(task.resourcesError()).isNotEmpty();
        assertThat(task.resources().isEmpty()).isTrue();
    }

    @Test
    void namesOperationsItDoesNotCarryOut() throws Exception {
        var accept =
                (SchedulerCall.Accept)
                        read(
                                "{\"type\":\"ACCEPT\","
                                        + FRAMEWORK
                                        + ",\"accept\":{\"offer_ids\":[],\"operations\":[{\"type\":\"CREATE_DISK\",\"id\":{\"value\":\"op\"},"
                                        + "\"create_disk\":{\"source\":{\"name\":\"disk\",\"type\":\"SCALAR\"},\"target_type\":\"MOUNT\"}},"
                                        + "{\"type\":\"NOT_YET_KNOWN\",\"id\":{\"value\":\"new\"}}]}}");
        assertThat(accept.operations())
                .containsExactly(
                        new Operation.Unsupported("op", "CREATE_DISK"),
                        new Operation.Unknown("new"));
    }
}
