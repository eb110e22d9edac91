package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port on the host's network. */
public record PortDefinition(
        @Port @JsonPropertyDescription("The service port, and with requirePorts the host's; 0 any.")
                @Nullable Integer port,
        @JsonPropertyDescription("tcp, udp or both.") @Nullable PortProtocol protocol,
        @PortName @JsonPropertyDescription("A name, for checks and for the Service.")
                @Nullable String name,
        @JsonPropertyDescription("Labels of the port.") @Nullable Map<String, String> labels) {}
