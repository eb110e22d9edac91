package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.ResourceStatistics;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.URL;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Mesos prints, rule by rule (spec §0.1). */
class JsonOutputTest {

    @Test
    void printsUnsetFieldsThatHaveADefaultUnlessDeprecated() {
        FrameworkInfo framework = FrameworkInfo.newBuilder().setUser("root").setName("f").build();
        // role has the default "*" too, but is deprecated.
        assertThat(MesosJson.toText(framework))
                .isEqualTo(
                        "{\"user\":\"root\",\"name\":\"f\",\"failover_timeout\":0.0,\"checkpoint\":false}");
    }

    @Test
    @SuppressWarnings("deprecation") // old frameworks set it
    void printsADeprecatedFieldThatIsSet() {
        FrameworkInfo framework =
                FrameworkInfo.newBuilder().setUser("root").setName("f").setRole("*").build();
        assertThat(MesosJson.toText(framework)).contains("\"role\":\"*\"");
    }

    @Test
    void leavesOutUnsetFieldsWithoutDefaultAndEmptyLists() {
        assertThat(MesosJson.toText(Event.getDefaultInstance())).isEqualTo("{}");
        assertThat(MesosJson.toText(Event.Offers.getDefaultInstance())).isEqualTo("{}");
        assertThat(MesosJson.toText(CommandInfo.getDefaultInstance()))
                .isEqualTo("{\"shell\":true}");
    }

    @Test
    void printsFieldsInTheirOrderOfDeclarationNotOfNumber() {
        // shell = 6, value = 3, arguments = 7, user = 5
        CommandInfo command =
                CommandInfo.newBuilder()
                        .setUser("nobody")
                        .addArguments("x")
                        .setValue("echo")
                        .setShell(false)
                        .build();
        assertThat(MesosJson.toText(command))
                .isEqualTo(
                        "{\"shell\":false,\"value\":\"echo\",\"arguments\":[\"x\"],\"user\":\"nobody\"}");
    }

    @Test
    void printsMessagesInMessagesAndLists() {
        Call call =
                Call.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f-0001"))
                        .setType(Call.Type.DECLINE)
                        .setDecline(
                                Call.Decline.newBuilder()
                                        .addOfferIds(OfferID.newBuilder().setValue("o1"))
                                        .addOfferIds(OfferID.newBuilder().setValue("o2")))
                        .build();
        assertThat(MesosJson.toText(call))
                .isEqualTo(
                        "{\"framework_id\":{\"value\":\"f-0001\"},\"type\":\"DECLINE\","
                                + "\"decline\":{\"offer_ids\":[{\"value\":\"o1\"},{\"value\":\"o2\"}]}}");
    }

    @Test
    void prints64BitIntegersAsNumbers() {
        Value.Range range =
                Value.Range.newBuilder().setBegin(9007199254740993L).setEnd(-1L).build();
        assertThat(MesosJson.toText(range))
                .isEqualTo("{\"begin\":9007199254740993,\"end\":18446744073709551615}");
    }

    @Test
    void printsDoublesWithAFraction() {
        assertThat(MesosJson.toText(Value.Scalar.newBuilder().setValue(8).build()))
                .isEqualTo("{\"value\":8.0}");
        assertThat(
                        MesosJson.toText(
                                ResourceStatistics.newBuilder().setTimestamp(1700000000).build()))
                .startsWith("{\"timestamp\":1700000000.0");
    }

    @Test
    void printsInfinityBare() {
        assertThat(
                        MesosJson.toText(
                                Value.Scalar.newBuilder()
                                        .setValue(Double.POSITIVE_INFINITY)
                                        .build()))
                .isEqualTo("{\"value\":Infinity}");
    }

    @Test
    void printsMapsAsObjects() {
        TaskInfo task =
                TaskInfo.newBuilder()
                        .putLimits("cpus", Value.Scalar.newBuilder().setValue(2).build())
                        .buildPartial();
        assertThat(MesosJson.toText(task)).isEqualTo("{\"limits\":{\"cpus\":{\"value\":2.0}}}");
    }

    @Test
    void printsBytesInStandardBase64() {
        TaskStatus status =
                TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("t"))
                        .setState(TaskState.TASK_RUNNING)
                        .setData(ByteString.copyFrom(new byte[] {-1, -2, -3, -4}))
                        .build();
        assertThat(MesosJson.toText(status))
                .isEqualTo(
                        "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\",\"data\":\"//79/A==\"}");
    }

    @Test
    void escapesOnlyWhatRapidjsonEscapes() {
        FrameworkID id =
                FrameworkID.newBuilder()
                        .setValue("a\"b\\c/<>&='\u0001\u001f\u007f\b\f\n\r\té\u2028😀")
                        .build();
        assertThat(MesosJson.toText(id))
                .isEqualTo(
                        "{\"value\":\"a\\\"b\\\\c/<>&='\\u0001\\u001F\u007f\\b\\f\\n\\r\\té\u2028😀\"}");
    }

    @Test
    void printsProtobufDurationsWhole() {
        assertThat(
                        MesosJson.toText(
                                com.google.protobuf.Duration.newBuilder().setSeconds(600).build()))
                .isEqualTo("{\"seconds\":600,\"nanos\":0}");
    }

    @Test
    void printsListsOfEnumsAndStrings() {
        URL url =
                URL.newBuilder()
                        .setScheme("http")
                        .setAddress(io.mesocosm.protocol.v1.Address.newBuilder().setPort(5051))
                        .setPath("/slave(1)")
                        .build();
        assertThat(MesosJson.toText(url))
                .isEqualTo(
                        "{\"scheme\":\"http\",\"address\":{\"port\":5051},\"path\":\"/slave(1)\"}");
        assertThat(
                        MesosJson.toText(
                                Call.Suppress.newBuilder()
                                        .addAllRoles(List.of("a", "b/c"))
                                        .build()))
                .isEqualTo("{\"roles\":[\"a\",\"b/c\"]}");
    }
}
