package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check of Mesos's whose result is only shown. */
@ValidationRule(
        value = "[has(self.http), has(self.tcp), has(self.exec)].filter(x, x).size() == 1",
        message = "a check is one of http, tcp or exec")
public record Check(
        @JsonPropertyDescription("Asks by HTTP.") @Nullable Http http,
        @JsonPropertyDescription("Connects.") @Nullable Tcp tcp,
        @JsonPropertyDescription("Runs a command.") @Nullable Exec exec,
        @Min(1) @JsonPropertyDescription("Between two checks.") @Nullable Integer intervalSeconds,
        @Min(1) @JsonPropertyDescription("How long one may take.") @Nullable Integer timeoutSeconds,
        @Min(0) @JsonPropertyDescription("Before the first.") @Nullable Integer delaySeconds) {

    /** A check by HTTP. */
    public record Http(
            @Min(0) @JsonPropertyDescription("Which of the app's ports.")
                    @Nullable Integer portIndex,
            @Port @JsonPropertyDescription("A fixed port.") @Nullable Integer port,
            @JsonPropertyDescription("The path to ask for.") @Nullable String path,
            @JsonPropertyDescription("HTTP or HTTPS.") @Nullable String scheme) {}

    /** A check that connects. */
    public record Tcp(
            @Min(0) @JsonPropertyDescription("Which of the app's ports.")
                    @Nullable Integer portIndex,
            @Port @JsonPropertyDescription("A fixed port.") @Nullable Integer port) {}

    /** A check that runs a command. */
    public record Exec(@JsonPropertyDescription("The command.") @Nullable Command command) {}

    /** A command, for a shell or as it is. */
    public record Command(
            @JsonPropertyDescription("Run by a shell.") @Nullable String shell,
            @Size(max = 1024) @JsonPropertyDescription("A program and its arguments.")
                    @Nullable List<String> argv) {}
}
