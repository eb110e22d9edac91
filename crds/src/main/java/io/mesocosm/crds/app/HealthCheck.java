package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How Marathon or Mesos sees that a task is well (Marathon spec §5). */
@ValidationRule(
        value = "!(has(self.port) && has(self.portIndex))",
        message = "give port or portIndex, not both")
@ValidationRule(
        value = "!has(self.protocol) || self.protocol != 'COMMAND' || has(self.command)",
        message = "a health check of protocol COMMAND needs command.value")
public record HealthCheck(
        @JsonPropertyDescription("HTTP by default.") @Nullable Protocol protocol,
        @JsonPropertyDescription("The path to ask for.") @Nullable String path,
        @Min(0) @JsonPropertyDescription("Which of the app's ports, from 0.")
                @Nullable Integer portIndex,
        @Port @JsonPropertyDescription("A fixed port in place of portIndex.")
                @Nullable Integer port,
        @JsonPropertyDescription("The command of protocol COMMAND.") @Nullable Command command,
        @Min(0) @JsonPropertyDescription("How long failures do not count after the start.")
                @Nullable Integer gracePeriodSeconds,
        @Min(1) @JsonPropertyDescription("Between two checks.") @Nullable Integer intervalSeconds,
        @Min(1) @JsonPropertyDescription("How long an answer may take.")
                @Nullable Integer timeoutSeconds,
        @Min(0) @JsonPropertyDescription("So many failures kill the task; 0 for never.")
                @Nullable Integer maxConsecutiveFailures,
        @Min(0) @JsonPropertyDescription("Before the first check.") @Nullable Integer delaySeconds,
        @JsonPropertyDescription("Whether answers 100 to 199 do not count.")
                @Nullable Boolean ignoreHttp1xx,
        @JsonPropertyDescription("IPv4 or IPv6.") @Nullable IpProtocol ipProtocol) {

    /** Who checks, and how. */
    public enum Protocol {
        HTTP,
        HTTPS,
        TCP,
        COMMAND,
        MESOS_TCP,
        MESOS_HTTP,
        MESOS_HTTPS
    }

    /** A version of IP. */
    public enum IpProtocol {
        IPv4,
        IPv6
    }

    /** A command that tells. */
    public record Command(
            @Required @JsonPropertyDescription("Run by a shell in the container.") String value) {}
}
