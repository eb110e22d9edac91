package io.mesocosm.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.protocol.media.Negotiated.Agreed;
import io.mesocosm.protocol.media.Negotiated.Refused;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content negotiation of the master's endpoints and the executor API (spec §0.2, §0.5.1). */
class NegotiationTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {"application/json, JSON", "application/x-protobuf, PROTOBUF"})
    void takesTheTwoContentTypes(String header, MessageFormat expected) {
        assertThat(Negotiation.contentType(header)).isEqualTo(new Agreed<>(expected));
    }

    @Test
    void refusesAnAbsentContentType() {
        assertThat(Negotiation.contentType(null))
                .isEqualTo(new Refused<>(400, "Expecting 'Content-Type' to be present"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/JSON",
                "application/json; charset=utf-8",
                "application/json ",
                "text/plain",
                "application/protobuf",
                "application/recordio",
                "*/*"
            })
    void refusesAnyOtherContentType(String header) {
        assertThat(Negotiation.contentType(header))
                .isEqualTo(
                        new Refused<>(
                                415,
                                "Expecting 'Content-Type' of application/json or application/x-protobuf"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | JSON",
                "*/* | JSON",
                "application/* | JSON",
                "application/json | JSON",
                "APPLICATION/JSON | JSON",
                "application/x-protobuf | PROTOBUF",
                "application/x-protobuf, application/json | JSON",
                "application/x-protobuf;q=0.9,application/json;q=0.1 | JSON",
                "application/json;q=0, application/x-protobuf | PROTOBUF",
                "application/json;q=0.0,*/* | PROTOBUF",
                "text/html, */*;q=0.8 | JSON",
                "application/json;q=0,application/* | PROTOBUF",
                "application/json ; q = 0 , application/x-protobuf | PROTOBUF",
                "application/json;charset=utf-8 | JSON",
                "application/json;q=high,application/x-protobuf | PROTOBUF"
            })
    void choosesTheAnswersForm(String header, MessageFormat expected) {
        assertThat(Negotiation.accept(header)).isEqualTo(new Agreed<>(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "*/*;q=0",
                "application/json;q=0",
                "",
                "application/recordio",
                "json"
            })
    void refusesAnAcceptThatAllowsNeither(String header) {
        assertThat(Negotiation.accept(header))
                .isEqualTo(
                        new Refused<>(
                                406,
                                "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | false",
                "gzip | true",
                "deflate, gzip;q=0.5 | true",
                "gzip;q=0 | false",
                "* | true",
                "gzip;q=0, * | false",
                "identity | false",
                "GZIP | true"
            })
    void readsAcceptEncoding(String header, boolean expected) {
        assertThat(Accept.admitsEncoding(header, "gzip")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON | MALFORMED_CONTENT | Failed to parse body into JSON: syntax error at line 1 near: MALFORMED_CONTENT",
                "JSON | [] | Failed to convert JSON into Call protobuf: Expecting a JSON object",
                "JSON | {\"type\":true} | Failed to convert JSON into Call protobuf: Not expecting a JSON boolean for field 'type'",
                "JSON | {\"kill\":{}} | Failed to convert JSON into Call protobuf: Missing required fields: kill.task_id",
                "PROTOBUF | MALFORMED_CONTENT | Failed to parse body into Call protobuf"
            })
    void refusesABodyInMesossWords(MessageFormat format, String body, String text) {
        assertThat(
                        Negotiation.call(
                                format,
                                body.getBytes(StandardCharsets.UTF_8),
                                Call.getDefaultInstance()))
                .isEqualTo(new Refused<>(400, text));
    }

    @Test
    void refusesProtobufWithoutItsRequiredFields() {
        byte[] body =
                Call.newBuilder()
                        .setKill(Call.Kill.getDefaultInstance())
                        .buildPartial()
                        .toByteArray();
        assertThat(Negotiation.call(MessageFormat.PROTOBUF, body, Call.getDefaultInstance()))
                .isEqualTo(new Refused<>(400, "Failed to parse body into Call protobuf"));
    }

    @Test
    void readsACallOfEitherForm() {
        Call call = Call.newBuilder().setType(Call.Type.REVIVE).build();
        for (MessageFormat format : MessageFormat.values()) {
            assertThat(Negotiation.call(format, format.encode(call), Call.getDefaultInstance()))
                    .isEqualTo(new Agreed<>(call));
        }
    }
}
