package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrix of spec §0.2 and the order of checks of §0.5, on both v1 endpoints. */
class NegotiationTest {
    private static RunningMaster master;
    private static HttpCalls http;

    @BeforeAll
    static void start() throws Exception {
        master = RunningMaster.start();
        http = new HttpCalls(master.port());
    }

    @AfterAll
    static void stop() {
        http.close();
        master.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1",
                "/api/v1/scheduler",
                "/master/api/v1",
                "/master/api/v1/scheduler",
                "/api/v1/"
            })
    void refusesOtherMethodsFirst(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(answer.body())
                .isEqualTo(
                        "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "- | {\"type\":\"GET_HEALTH\"} | - | 400 | Expecting 'Content-Type' to be present",
                "text/plain | {} | - | 415 | Expecting 'Content-Type' of application/json or application/x-protobuf",
                "application/json; charset=utf-8 | {} | - | 415 | Expecting 'Content-Type' of",
                "Application/JSON | {} | - | 415 | Expecting 'Content-Type' of",
                "application/json | { | - | 400 | Failed to parse body into JSON: ",
                "application/json | [] | - | 400 | Failed to convert JSON into Call protobuf: ",
                "application/json | {} | - | 400 | Failed to validate CALL: Expecting 'type' to be present",
                "application/json | {\"type\":\"subscribe\"} | - | 400 | Failed to validate CALL: Expecting 'type' to be present",
                "application/json | {\"type\":\"NONE\"} | - | 400 | Failed to validate CALL: Expecting 'type' to be present",
                "application/json | {\"type\":\"UNKNOWN\",\"framework_id\":{\"value\":\"x\"}} | - | 501 | 501 Not Implemented.",
                "application/x-protobuf | garbage | - | 400 | Failed to parse body into Call protobuf",
            })
    void checksHeadersThenBody(
            @Nullable String contentType,
            String body,
            @Nullable String accept,
            int status,
            String text)
            throws Exception {
        for (String path : List.of("/api/v1", "/api/v1/scheduler")) {
            HttpResponse<String> answer = post(path, contentType, body, accept);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
            String call = path.endsWith("scheduler") ? "scheduler::Call" : "master::Call";
            assertThat(answer.body()).startsWith(text.replace("CALL", call));
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/plain; charset=utf-8");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "- | 200 | application/json",
                "*/* | 200 | application/json",
                "application/* | 200 | application/json",
                "application/x-protobuf;q=0.9,application/json;q=0.1 | 200 | application/json",
                "application/x-protobuf | 200 | application/x-protobuf",
                "application/json;q=0,application/x-protobuf | 200 | application/x-protobuf",
                "text/html | 406 | text/plain; charset=utf-8",
            })
    void answersInTheFormThatAcceptAllows(@Nullable String accept, int status, String type)
            throws Exception {
        HttpResponse<String> answer =
                post("/api/v1", "application/json", "{\"type\":\"GET_HEALTH\"}", accept);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    }

    @Test
    void checksAcceptOfSubscribeAfterItsBody() throws Exception {
        String subscribe =
                "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}}";
        assertThat(
                        post("/api/v1/scheduler", "application/json", subscribe, "text/html")
                                .statusCode())
                .isEqualTo(406);
        assertThat(post("/api/v1/scheduler", "application/json", "{}", "text/html").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"DECLINE\",\"framework_id\":{\"value\":\"x\"}} | Expecting 'decline' to be present",
                "{\"type\":\"ACCEPT\",\"framework_id\":{\"value\":\"x\"}} | Expecting 'accept' to be present",
                "{\"type\":\"REVIVE\"} | Expecting 'framework_id' to be present",
                "{\"type\":\"SUBSCRIBE\"} | Expecting 'subscribe' to be present",
                "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"x\"},\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}} | 'framework_id' differs from 'subscribe.framework_info.id'",
                "{\"type\":\"ACKNOWLEDGE\",\"framework_id\":{\"value\":\"x\"},\"acknowledge\":{\"agent_id\":{\"value\":\"a\"},\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAA\"}} | Not a valid UUID",
            })
    void namesWhatACallLacks(String call, String fault) throws Exception {
        HttpResponse<String> answer = http.postJson("/api/v1/scheduler", call);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Failed to validate scheduler::Call: " + fault);
    }

    @Test
    void refusesCallsOfUnknownFrameworks() throws Exception {
        HttpResponse<String> answer =
                http.postJson(
                        "/api/v1/scheduler",
                        "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"x\"}}",
                        "Mesos-Stream-Id",
                        "y");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Framework cannot be found");
    }

    @Test
    void namesTheCallThatIsNotServed() throws Exception {
        HttpResponse<String> answer =
                http.postJson(
                        "/api/v1",
                        "{\"type\":\"STOP_MAINTENANCE\",\"stop_maintenance\":{\"machines\":[]}}");
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("STOP_MAINTENANCE");
    }

    private static HttpResponse<String> post(
            String path, @Nullable String contentType, String body, @Nullable String accept)
            throws Exception {
        List<String> headers = new ArrayList<>();
        if (contentType != null) {
            headers.addAll(List.of("Content-Type", contentType));
        }
        if (accept != null) {
            headers.addAll(List.of("Accept", accept));
        }
        return http.send("POST", path, body, headers.toArray(String[]::new));
    }
}
