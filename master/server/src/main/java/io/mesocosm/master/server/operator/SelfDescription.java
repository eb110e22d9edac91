package io.mesocosm.master.server.operator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.LogLevel;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.master.server.outgoing.MasterInfos;
import io.mesocosm.master.server.outgoing.Statuses;
import io.mesocosm.master.server.state.MasterIdentity;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import java.time.Duration;
import java.util.TreeMap;

/** What a master says of itself: health, version, flags, metrics, log level, MasterInfo. */
public final class SelfDescription {
    private final MasterIdentity master;
    private final MetricsSource metrics;
    private final LogLevel logLevel;

    public SelfDescription(MasterIdentity master, MetricsSource metrics, LogLevel logLevel) {
        this.master = requireNonNull(master, "master");
        this.metrics = requireNonNull(metrics, "metrics");
        this.logLevel = requireNonNull(logLevel, "logLevel");
    }

    Response health() {
        Response.Builder response = of(Response.Type.GET_HEALTH);
        response.getGetHealthBuilder().setHealthy(true);
        return response.build();
    }

    Response flags() {
        Response.Builder response = of(Response.Type.GET_FLAGS);
        new TreeMap<>(master.flags())
                .forEach(
                        (name, value) ->
                                response.getGetFlagsBuilder()
                                        .addFlagsBuilder()
                                        .setName(name)
                                        .setValue(value));
        return response.build();
    }

    Response version() {
        Response.Builder response = of(Response.Type.GET_VERSION);
        response.getGetVersionBuilder()
                .getVersionInfoBuilder()
                .setVersion(VersionInfo.CURRENT.version())
                .setBuildDate(VersionInfo.CURRENT.buildDate())
                .setBuildTime(VersionInfo.CURRENT.buildTime())
                .setBuildUser(VersionInfo.CURRENT.buildUser());
        return response.build();
    }

    Response metrics() {
        Response.Builder response = of(Response.Type.GET_METRICS);
        new TreeMap<>(metrics.snapshot())
                .forEach(
                        (name, value) ->
                                response.getGetMetricsBuilder()
                                        .addMetricsBuilder()
                                        .setName(name)
                                        .setValue(value));
        return response.build();
    }

    Response master() {
        Response.Builder response = of(Response.Type.GET_MASTER);
        response.getGetMasterBuilder()
                .setMasterInfo(MasterInfos.message(master))
                .setStartTime(Statuses.seconds(master.started()))
                .setElectedTime(Statuses.seconds(master.elected()));
        return response.build();
    }

    Response loggingLevel() {
        Response.Builder response = of(Response.Type.GET_LOGGING_LEVEL);
        response.getGetLoggingLevelBuilder().setLevel(logLevel.get());
        return response.build();
    }

    void setLoggingLevel(Call.SetLoggingLevel call) {
        if (call.getLevel() < 0) {
            throw HttpRefusal.of(400, "Invalid level '" + call.getLevel() + "'");
        }
        logLevel.set(call.getLevel(), Duration.ofNanos(call.getDuration().getNanoseconds()));
    }

    private static Response.Builder of(Response.Type type) {
        return Response.newBuilder().setType(type);
    }
}
