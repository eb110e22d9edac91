package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerID;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.protocol.v1.master.Call.DrainAgent;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Mesos reads, and what it refuses in which words, rule by rule (spec §0.1). */
class JsonInputTest {

    private static final CommandInfo COMMAND = CommandInfo.getDefaultInstance();
    private static final Value.Scalar SCALAR = Value.Scalar.getDefaultInstance();
    private static final Value.Range RANGE = Value.Range.getDefaultInstance();
    private static final Call CALL = Call.getDefaultInstance();
    private static final DrainAgent DRAIN = DrainAgent.getDefaultInstance();
    private static final TaskStatus STATUS = TaskStatus.getDefaultInstance();

    /** Each pair of documents must be read as the same message. */
    static Stream<Arguments> equalScalars() {
        return Stream.of(
                same("a number in a string", SCALAR, "{\"value\":\"1.5\"}", "{\"value\":1.5}"),
                same("an integer for a double", SCALAR, "{\"value\":2}", "{\"value\":2.0}"),
                same("an exponent", SCALAR, "{\"value\":\"-1e3\"}", "{\"value\":-1000}"),
                same(
                        "infinity in a string",
                        SCALAR,
                        "{\"value\":\"Infinity\"}",
                        "{\"value\":Infinity}"),
                same(
                        "minus infinity",
                        SCALAR,
                        "{\"value\":\"-Infinity\"}",
                        "{\"value\":-Infinity}"),
                same(
                        "a 64-bit integer in a string",
                        RANGE,
                        "{\"begin\":\"9007199254740993\",\"end\":\"18446744073709551615\"}",
                        "{\"begin\":9007199254740993,\"end\":18446744073709551615}"),
                same(
                        "a fraction for an integer",
                        RANGE,
                        "{\"begin\":1.9,\"end\":\"2.9\"}",
                        "{\"begin\":1,\"end\":2}"),
                same(
                        "a double too large for an integer",
                        RANGE,
                        "{\"begin\":1e18,\"end\":1e19}",
                        "{\"begin\":1000000000000000000,\"end\":10000000000000000000}"),
                same(
                        "a boolean in a string",
                        COMMAND,
                        "{\"shell\":\"false\"}",
                        "{\"shell\":false}"));
    }

    /** As above. */
    static Stream<Arguments> equalStructures() {
        return Stream.of(
                same(
                        "null for a field",
                        COMMAND,
                        "{\"value\":null,\"user\":\"u\"}",
                        "{\"user\":\"u\"}"),
                same("null for a list", COMMAND, "{\"arguments\":null}", "{}"),
                same(
                        "null in a list",
                        COMMAND,
                        "{\"arguments\":[\"a\",null,\"b\"]}",
                        "{\"arguments\":[\"a\",\"b\"]}"),
                same(
                        "a scalar for a list",
                        COMMAND,
                        "{\"arguments\":\"a\"}",
                        "{\"arguments\":[\"a\"]}"),
                same(
                        "an object for a list",
                        COMMAND,
                        "{\"uris\":{\"value\":\"u\"}}",
                        "{\"uris\":[{\"value\":\"u\"}]}"),
                same(
                        "lists in lists",
                        COMMAND,
                        "{\"arguments\":[[\"a\"],[\"b\",[\"c\"]]]}",
                        "{\"arguments\":[\"a\",\"b\",\"c\"]}"),
                same(
                        "unknown fields",
                        COMMAND,
                        "{\"x\":[{\"y\":1}],\"user\":\"u\",\"z\":{\"w\":[]}}",
                        "{\"user\":\"u\"}"),
                same(
                        "camel case, which is unknown",
                        CALL,
                        "{\"frameworkId\":{\"value\":\"f\"}}",
                        "{}"),
                same("another case of a name", COMMAND, "{\"User\":\"u\"}", "{}"),
                same(
                        "a name given twice",
                        COMMAND,
                        "{\"user\":\"a\",\"user\":\"b\"}",
                        "{\"user\":\"b\"}"),
                same(
                        "a list given twice",
                        COMMAND,
                        "{\"arguments\":[\"a\"],\"arguments\":[\"b\"]}",
                        "{\"arguments\":[\"b\"]}"),
                same("an unknown enum name", CALL, "{\"type\":\"EXPLODE\"}", "{}"),
                same("a number for an enum", CALL, "{\"type\":1}", "{}"),
                same("a fraction for an enum", CALL, "{\"type\":1.5}", "{}"),
                same("an enum name in lower case", CALL, "{\"type\":\"subscribe\"}", "{}"),
                same(
                        "whitespace around it all",
                        COMMAND,
                        " \r\n\t{ \"user\" : \"u\" } \n",
                        "{\"user\":\"u\"}"),
                same(
                        "escapes",
                        COMMAND,
                        "{\"user\":\"\\u00e9\\ud83d\\ude00\\/\\n\"}",
                        "{\"user\":\"é😀/\\n\"}"));
    }

    private static Arguments same(String what, Message type, String given, String plain) {
        return Arguments.of(Named.of(what, type), given, plain);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"equalScalars", "equalStructures"})
    void reads(Message type, String given, String plain) throws Exception {
        assertThat(MesosJson.parse(given, type)).isEqualTo(MesosJson.parse(plain, type));
    }

    @Test
    void readsUnsignedIntegersWithAll64Bits() throws Exception {
        assertThat(
                        MesosJson.parse(
                                "{\"begin\":9007199254740993,\"end\":18446744073709551615}", RANGE))
                .isEqualTo(
                        Value.Range.newBuilder().setBegin(9007199254740993L).setEnd(-1L).build());
    }

    @Test
    void readsMaps() throws Exception {
        String json =
                "{\"name\":\"n\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"a\"},"
                        + "\"limits\":{\"cpus\":{\"value\":\"Infinity\"},\"mem\":{\"value\":64}}}";
        TaskInfo task = MesosJson.parse(json, TaskInfo.getDefaultInstance());
        assertThat(task.getLimitsMap())
                .containsOnlyKeys("cpus", "mem")
                .containsValue(
                        Value.Scalar.newBuilder().setValue(Double.POSITIVE_INFINITY).build());
    }

    @Test
    void readsBase64WithOrWithoutPadding() throws Exception {
        String json = "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\",\"data\":\"%s\"}";
        byte[] expected = {-1, -2, -3, -4};
        assertThat(MesosJson.parse(json.formatted("//79/A=="), STATUS).getData().toByteArray())
                .isEqualTo(expected);
        assertThat(MesosJson.parse(json.formatted("//79/A"), STATUS).getData().toByteArray())
                .isEqualTo(expected);
        assertThat(MesosJson.parse(json.formatted("//79\\n/A=="), STATUS).getData().toByteArray())
                .isEqualTo(expected);
    }

    @Test
    void readsProtobufDurationsAsObjectsOnly() throws Exception {
        assertThat(
                        MesosJson.parse(
                                        "{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":{\"seconds\":600}}",
                                        DRAIN)
                                .getMaxGracePeriod()
                                .getSeconds())
                .isEqualTo(600);
        assertThatThrownBy(
                        () ->
                                MesosJson.parse(
                                        "{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":\"10mins\"}",
                                        DRAIN))
                .isInstanceOf(JsonMappingException.class)
                .hasMessage("Not expecting a JSON string for field 'max_grace_period'");
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                misfit(CALL, "[]", "Expecting a JSON object"),
                misfit(CALL, "17", "Expecting a JSON object"),
                misfit(CALL, "\"x\"", "Expecting a JSON object"),
                misfit(STATUS, "{\"state\":7}", "Not expecting a JSON number for field 'state'"),
                misfit(CALL, "{\"type\":true}", "Not expecting a JSON boolean for field 'type'"),
                misfit(
                        CALL,
                        "{\"framework_id\":\"f\"}",
                        "Not expecting a JSON string for field 'framework_id'"),
                misfit(
                        CALL,
                        "{\"framework_id\":[{\"value\":\"f\"}]}",
                        "Not expecting a JSON array for field 'framework_id'"),
                misfit(CALL, "{\"type\":{}}", "Not expecting a JSON object for field 'type'"),
                misfit(COMMAND, "{\"user\":1}", "Not expecting a JSON number for field 'user'"),
                misfit(
                        COMMAND,
                        "{\"user\":false}",
                        "Not expecting a JSON boolean for field 'user'"),
                misfit(COMMAND, "{\"shell\":1}", "Not expecting a JSON number for field 'shell'"),
                misfit(
                        COMMAND,
                        "{\"shell\":\"yes\"}",
                        "Failed to parse 'yes' as a JSON boolean for field 'shell': syntax error at line 1 near: yes"),
                misfit(
                        SCALAR,
                        "{\"value\":\"much\"}",
                        "Failed to parse 'much' as a JSON number for field 'value': syntax error at line 1 near: much"),
                misfit(
                        SCALAR,
                        "{\"value\":\"NaN\"}",
                        "Failed to parse 'NaN' as a JSON number for field 'value': syntax error at line 1 near: NaN"),
                misfit(
                        STATUS,
                        "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_DANCING\"}",
                        "Failed to find enum for 'TASK_DANCING'"),
                misfit(STATUS, "{\"task_id\":{\"value\":\"t\"}}", "Missing required fields: state"),
                misfit(
                        STATUS,
                        "{\"task_id\":null,\"state\":\"TASK_LOST\"}",
                        "Missing required fields: task_id"),
                misfit(
                        CALL,
                        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{}}}",
                        "Missing required fields: subscribe.framework_info.user, subscribe.framework_info.name"),
                misfit(
                        CALL,
                        "{\"accept\":{\"offer_ids\":[{\"value\":\"a\"},{}]}}",
                        "Missing required fields: accept.offer_ids[1].value"));
    }

    private static Arguments misfit(Message type, String json, String text) {
        return Arguments.of(Named.of(json, json), type, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void refuses(String json, Message type, String text) {
        assertThatThrownBy(() -> MesosJson.parse(json, type))
                .isInstanceOf(JsonMappingException.class)
                .hasMessage(text);
    }

    @Test
    void refusesUrlSafeBase64() {
        assertThatThrownBy(() -> MesosJson.parse("{\"data\":\"__79_A==\"}", STATUS))
                .isInstanceOf(JsonMappingException.class)
                .hasMessageStartingWith("Failed to base64 decode bytes field 'data': ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MALFORMED_CONTENT | syntax error at line 1 near: MALFORMED_CONTENT",
                "`` | `syntax error at line 1 near: `",
                "`{\"user\":` | `syntax error at line 1 near: `",
                "`{\"user\": nope}` | syntax error at line 1 near: nope}",
                "{'user':1} | syntax error at line 1 near: 'user':1}",
                "`{\"user\":\"u\"} {}` | `Parsed JSON included non-whitespace trailing characters: {}`",
                "`{\"user\":\"u\"}}` | `Parsed JSON included non-whitespace trailing characters: }`"
            })
    void tellsWhereABodyStopsBeingJson(String json, String text) {
        assertThatThrownBy(() -> MesosJson.parse(json, COMMAND))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessage(text);
    }

    @Test
    void countsLinesInSyntaxErrors() {
        assertThatThrownBy(() -> MesosJson.parse("{\n\"user\":\n\"u\",\n!\n}", COMMAND))
                .hasMessage("syntax error at line 4 near: !");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":true,\"x\":nope}", "[1,2,nope]", "{\"type\":{\"a\":[1,}}"})
    void prefersTheSyntaxErrorToAMisfitBeforeIt(String json) {
        assertThatThrownBy(() -> MesosJson.parse(json, CALL))
                .isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void refusesMessagesNestedTooDeep() {
        String json =
                "{\"value\":\"x\",\"parent\":".repeat(150) + "{\"value\":\"x\"}" + "}".repeat(150);
        assertThatThrownBy(() -> MesosJson.parse(json, ContainerID.getDefaultInstance()))
                .isInstanceOf(JsonMappingException.class)
                .hasMessage("Messages are nested deeper than 100 levels");
    }

    @Test
    void refusesUnknownFieldsNestedBeyondTheStack() {
        String json = "{\"x\":" + "[".repeat(1_000_000);
        assertThatThrownBy(() -> MesosJson.parse(json, COMMAND))
                .isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void readsWhatItPrints() throws Exception {
        FrameworkInfo framework =
                FrameworkInfo.newBuilder()
                        .setUser("u")
                        .setName("n")
                        .setFailoverTimeout(3.5)
                        .setCheckpoint(true)
                        .build();
        assertThat(
                        MesosJson.parse(
                                MesosJson.toBytes(framework), FrameworkInfo.getDefaultInstance()))
                .isEqualTo(framework);
    }
}
