package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.protocol.media.AgentNegotiation;
import io.mesocosm.protocol.media.Negotiated;
import io.mesocosm.protocol.recordio.RecordDecoder;
import io.mesocosm.protocol.recordio.RecordIoException;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.Flag;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.Metric;
import io.mesocosm.protocol.v1.agent.Call;
import io.mesocosm.protocol.v1.agent.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1} of the agent (spec section 4). */
public final class OperatorApi implements Endpoint {
    /** Calls whose answer, or whose request, is a stream. */
    private static final Set<Call.Type> STREAMED_ANSWER =
            EnumSet.of(
                    Call.Type.ATTACH_CONTAINER_OUTPUT, Call.Type.LAUNCH_NESTED_CONTAINER_SESSION);

    private static final Set<Call.Type> STREAMED_REQUEST =
            EnumSet.of(Call.Type.ATTACH_CONTAINER_INPUT);

    private final Facts facts;
    private final AgentLoop loop;
    private final ContainerList containers;
    private final FileMessages files;
    private final MetricsSource metrics;

    public OperatorApi(
            Facts facts,
            AgentLoop loop,
            Containerizer containerizer,
            VirtualFiles files,
            MetricsSource metrics) {
        this.facts = facts;
        this.loop = loop;
        this.containers = new ContainerList(containerizer);
        this.files = new FileMessages(files);
        this.metrics = metrics;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        AgentView view = loop.ask(agent -> agent.view()).join();
        if (!view.recovered()) {
            throw HttpRefusal.of(503, "Agent has not finished recovery");
        }
        exchange.requireMethod("POST");
        AgentNegotiation.Carriage carried =
                require(
                        AgentNegotiation.contentType(
                                exchange.header("Content-Type"),
                                exchange.header("Message-Content-Type")));
        byte[] body = carried.streaming() ? firstRecord(exchange.body()) : exchange.body();
        Call call =
                require(AgentNegotiation.call(carried.format(), body, Call.getDefaultInstance()));
        String fault = fault(call);
        if (fault != null) {
            throw HttpRefusal.of(400, "Failed to validate agent::Call: " + fault);
        }
        if (carried.streaming() != STREAMED_REQUEST.contains(call.getType())) {
            throw HttpRefusal.of(
                    415,
                    (carried.streaming() ? "Streaming" : "Non-streaming")
                            + " 'Content-Type' is not supported for "
                            + call.getType()
                            + " call");
        }
        AgentNegotiation.Carriage wanted =
                require(
                        AgentNegotiation.accept(
                                exchange.header("Accept"), exchange.header("Message-Accept")));
        if (wanted.streaming() && !STREAMED_ANSWER.contains(call.getType())) {
            throw HttpRefusal.of(
                    406, "Streaming response is not supported for " + call.getType() + " call");
        }
        if (call.getType() == Call.Type.SET_LOGGING_LEVEL) {
            setLoggingLevel(call.getSetLoggingLevel());
            exchange.empty(200);
            return;
        }
        Response response = respond(call, view);
        exchange.bytes(200, wanted.format().mediaType(), wanted.format().encode(response));
    }

    /** What a streamed request begins with; its end before that is the client's mistake. */
    private static byte[] firstRecord(byte[] body) {
        try {
            List<byte[]> records = new RecordDecoder().decode(body);
            if (records.isEmpty()) {
                throw HttpRefusal.of(400, "Received EOF while reading request body");
            }
            return records.getFirst();
        } catch (RecordIoException e) {
            throw HttpRefusal.of(400, "Failed to read the first record: " + e.getMessage());
        }
    }

    private static <T> T require(Negotiated<T> negotiated) {
        return switch (negotiated) {
            case Negotiated.Agreed<T>(T value) -> value;
            case Negotiated.Refused<T>(int status, String body) ->
                    throw HttpRefusal.of(status, body);
        };
    }

    private static @Nullable String fault(Call call) {
        if (!call.hasType()) {
            return "Expecting 'type' to be present";
        }
        if (call.getType() == Call.Type.LIST_FILES && !call.hasListFiles()) {
            return "Expecting 'list_files' to be present";
        }
        if (call.getType() == Call.Type.READ_FILE && !call.hasReadFile()) {
            return "Expecting 'read_file' to be present";
        }
        if (call.getType() == Call.Type.SET_LOGGING_LEVEL && !call.hasSetLoggingLevel()) {
            return "Expecting 'set_logging_level' to be present";
        }
        return null;
    }

    private void setLoggingLevel(Call.SetLoggingLevel call) {
        if (call.getLevel() < 0) {
            throw HttpRefusal.of(400, "Invalid level '" + call.getLevel() + "'");
        }
        facts.logLevel()
                .set(call.getLevel(), Duration.ofNanos(call.getDuration().getNanoseconds()));
    }

    private Response respond(Call call, AgentView view) throws IOException {
        ViewMessages messages = new ViewMessages(view);
        Response.Builder response = Response.newBuilder();
        switch (call.getType()) {
            case GET_HEALTH ->
                    response.setType(Response.Type.GET_HEALTH)
                            .getGetHealthBuilder()
                            .setHealthy(true);
            case GET_FLAGS -> flags(response);
            case GET_VERSION ->
                    response.setType(Response.Type.GET_VERSION)
                            .getGetVersionBuilder()
                            .getVersionInfoBuilder()
                            .setVersion(VersionInfo.CURRENT.version())
                            .setBuildDate(VersionInfo.CURRENT.buildDate())
                            .setBuildTime(VersionInfo.CURRENT.buildTime())
                            .setBuildUser(VersionInfo.CURRENT.buildUser());
            case GET_METRICS -> metrics(response);
            case GET_STATE ->
                    response.setType(Response.Type.GET_STATE).setGetState(messages.state());
            case GET_CONTAINERS ->
                    containers(response, call.getGetContainers().getShowNested(), view);
            case GET_FRAMEWORKS ->
                    response.setType(Response.Type.GET_FRAMEWORKS)
                            .setGetFrameworks(messages.frameworks());
            case GET_EXECUTORS ->
                    response.setType(Response.Type.GET_EXECUTORS)
                            .setGetExecutors(messages.executors());
            case GET_TASKS ->
                    response.setType(Response.Type.GET_TASKS).setGetTasks(messages.tasks());
            case GET_AGENT ->
                    response.setType(Response.Type.GET_AGENT)
                            .getGetAgentBuilder()
                            .setAgentInfo(facts.info().get());
            case GET_LOGGING_LEVEL ->
                    response.setType(Response.Type.GET_LOGGING_LEVEL)
                            .getGetLoggingLevelBuilder()
                            .setLevel(facts.logLevel().get());
            // There are neither operations nor resource providers.
            case GET_OPERATIONS ->
                    response.setType(Response.Type.GET_OPERATIONS).getGetOperationsBuilder();
            case GET_RESOURCE_PROVIDERS ->
                    response.setType(Response.Type.GET_RESOURCE_PROVIDERS)
                            .getGetResourceProvidersBuilder();
            case LIST_FILES ->
                    response.setType(Response.Type.LIST_FILES)
                            .setListFiles(files.list(call.getListFiles()));
            case READ_FILE ->
                    response.setType(Response.Type.READ_FILE)
                            .setReadFile(files.read(call.getReadFile()));
            case UNKNOWN -> throw HttpRefusal.of(501);
            default ->
                    throw HttpRefusal.of(
                            501,
                            "501 Not Implemented. "
                                    + call.getType()
                                    + " is not supported by this agent.");
        }
        return response.build();
    }

    private void flags(Response.Builder response) {
        Response.GetFlags.Builder flags =
                response.setType(Response.Type.GET_FLAGS).getGetFlagsBuilder();
        new TreeMap<>(facts.settings().flags())
                .forEach(
                        (name, value) ->
                                flags.addFlags(Flag.newBuilder().setName(name).setValue(value)));
    }

    private void metrics(Response.Builder response) {
        Response.GetMetrics.Builder all =
                response.setType(Response.Type.GET_METRICS).getGetMetricsBuilder();
        metrics.snapshot()
                .forEach(
                        (name, value) ->
                                all.addMetrics(Metric.newBuilder().setName(name).setValue(value)));
    }

    private void containers(Response.Builder response, boolean nested, AgentView view) {
        Response.GetContainers.Builder all =
                response.setType(Response.Type.GET_CONTAINERS).getGetContainersBuilder();
        for (ContainerList.Item item : containers.of(view, nested)) {
            Response.GetContainers.Container.Builder container =
                    all.addContainersBuilder()
                            .setFrameworkId(
                                    FrameworkID.newBuilder()
                                            .setValue(item.executor().spec().key().frameworkId()))
                            .setExecutorId(
                                    ExecutorID.newBuilder()
                                            .setValue(item.executor().spec().key().executorId()))
                            .setExecutorName(Commands.info(item.executor()).getName())
                            .setContainerId(Statuses.containerId(item.id()))
                            .setContainerStatus(item.status());
            if (item.statistics() != null) {
                container.setResourceStatistics(item.statistics());
            }
        }
    }
}
