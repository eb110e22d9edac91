package io.mesocosm.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.protocol.media.AgentNegotiation.Carriage;
import io.mesocosm.protocol.media.Negotiated.Agreed;
import io.mesocosm.protocol.media.Negotiated.Refused;
import io.mesocosm.protocol.v1.agent.Call;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content negotiation of the agent's operator API, with its streams (spec §0.2). */
class AgentNegotiationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "application/json | absent | JSON | false",
                "application/x-protobuf | absent | PROTOBUF | false",
                "application/recordio | application/json | JSON | true",
                "application/recordio | application/x-protobuf | PROTOBUF | true"
            })
    void takesContentTypes(
            String type, String messageType, MessageFormat format, boolean streaming) {
        assertThat(AgentNegotiation.contentType(type, messageType))
                .isEqualTo(new Agreed<>(new Carriage(format, streaming)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | absent | 400 | Expecting 'Content-Type' to be present",
                "text/plain | absent | 415 | Expecting 'Content-Type' of application/json or application/x-protobuf or application/recordio",
                "application/json | application/json | 415 | Expecting 'Message-Content-Type' to be not set for non-streaming requests",
                "application/recordio | absent | 400 | Expecting 'Message-Content-Type' to be set for streaming requests",
                "application/recordio | application/recordio | 415 | Expecting 'Message-Content-Type' of application/json or application/x-protobuf"
            })
    void refusesContentTypes(String type, String messageType, int status, String text) {
        assertThat(AgentNegotiation.contentType(type, messageType))
                .isEqualTo(new Refused<>(status, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | absent | JSON | false",
                "application/x-protobuf | absent | PROTOBUF | false",
                "application/recordio | absent | JSON | true",
                "application/recordio | application/x-protobuf | PROTOBUF | true",
                "application/recordio, application/json | absent | JSON | false"
            })
    void choosesTheAnswersForm(
            String accept, String messageAccept, MessageFormat format, boolean streaming) {
        assertThat(AgentNegotiation.accept(accept, messageAccept))
                .isEqualTo(new Agreed<>(new Carriage(format, streaming)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "text/html | absent | Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio",
                "application/json | application/json | Expecting 'Message-Accept' to be not set for non-streaming responses",
                "application/recordio | text/html | Expecting 'Message-Accept' to allow application/json or application/x-protobuf"
            })
    void refusesAccepts(String accept, String messageAccept, String text) {
        assertThat(AgentNegotiation.accept(accept, messageAccept))
                .isEqualTo(new Refused<>(406, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON | nope | Failed to parse body into JSON: syntax error at line 1 near: nope",
                "JSON | {\"type\":true} | Not expecting a JSON boolean for field 'type'",
                "PROTOBUF | nope | Failed to parse body into a protobuf object"
            })
    void refusesABodyInMesossWords(MessageFormat format, String body, String text) {
        assertThat(
                        AgentNegotiation.call(
                                format,
                                body.getBytes(StandardCharsets.UTF_8),
                                Call.getDefaultInstance()))
                .isEqualTo(new Refused<>(400, text));
    }
}
