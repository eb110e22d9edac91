package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What a user posts to the Marathon on a port. Its tasks say on their command line whose they are.
 */
record Apps(int port) {
    static String sleeper(String id, int instances) {
        return """
               {"id":"%s","cmd":"exec tail -f /dev/null ./%s","cpus":0.1,"mem":32,"instances":%d}
               """
                .formatted(id, id, instances);
    }

    static String withPort(String id) {
        return """
               {"id":"%s","cmd":"exec tail -f /dev/null ./%s","cpus":0.1,"mem":32,"ports":[0]}
               """
                .formatted(id, id);
    }

    /** A command line of some words and more. */
    static String[] words(String first, String second, String third, String... more) {
        return Stream.concat(Stream.of(first, second, third), Stream.of(more))
                .toArray(String[]::new);
    }

    void post(String host, String app) {
        Answer answer = new Endpoint(host, port).post("/v2/apps", app);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    void awaitRunning(String host, String app, int instances) {
        Awaitility.await(app)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                get(host, "/v2/apps/" + app)
                                        .contains("\"tasksRunning\":" + instances));
    }

    int portOf(String host, String app) {
        return new Endpoint(host, port)
                .get("/v2/apps/" + app + "/tasks")
                .json()
                .at("/tasks/0/ports/0")
                .asInt();
    }

    /** The processes of an app's tasks; no other test's app may have its id. */
    List<HostProcess> processes(String id) {
        return HostProcess.all().stream()
                .filter(process -> process.commandLine().equals("tail -f /dev/null ./" + id))
                .sorted(Comparator.comparingLong(HostProcess::pid))
                .toList();
    }

    /**
     * The same, once there are so many: a task runs by its shell, which becomes the command a
     * moment later.
     */
    List<HostProcess> awaitProcesses(String id, int count) {
        return Awaitility.await(count + " processes of " + id)
                .atMost(Duration.ofSeconds(10))
                .until(() -> processes(id), found -> found.size() == count);
    }

    String get(String host, String path) {
        return new Endpoint(host, port).get(path).text();
    }
}
