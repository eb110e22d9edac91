package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import io.mesocosm.protocol.json.JsonWriter;

/**
 * What a component says of its build at {@code /version} and in its state.
 *
 * @param version the version of Mesos whose contract is kept
 * @param buildDate a date and time to read
 * @param buildTime the same in seconds since 1970
 * @param buildUser who built it
 */
public record VersionInfo(String version, String buildDate, double buildTime, String buildUser) {

    /** The version of Mesos's contract that clients are told. */
    public static final String MESOS_VERSION = "1.11.0";

    /** This build. */
    public static final VersionInfo CURRENT =
            new VersionInfo(MESOS_VERSION, "2026-01-01 00:00:00", 1767225600.0, "mesocosm");

    public VersionInfo {
        requireNonNull(version, "version");
        requireNonNull(buildDate, "buildDate");
        requireNonNull(buildUser, "buildUser");
    }

    /** Writes the fields into an object that is open. */
    public void writeFields(JsonWriter writer) {
        writer.field("build_date", buildDate)
                .field("build_time", buildTime)
                .field("build_user", buildUser)
                .field("version", version);
    }
}
