package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An address of the container's own, as Marathon before 1.5 had it. */
public record IpAddress(
        @Size(max = 16) @JsonPropertyDescription("Accepted for old definitions; without effect.")
                @Nullable List<String> groups,
        @JsonPropertyDescription("What the network wants to know.")
                @Nullable Map<String, String> labels,
        @JsonPropertyDescription("Ports to tell others.") @Nullable Discovery discovery,
        @JsonPropertyDescription("The name of a CNI network of the agents.")
                @Nullable String networkName) {

    /** Ports to tell others. */
    public record Discovery(
            @Size(max = 128) @JsonPropertyDescription("The ports.")
                    @Nullable List<DiscoveryPort> ports) {}

    /** A port to tell others. */
    public record DiscoveryPort(
            @Required @Port @JsonPropertyDescription("The port.") Integer number,
            @Required @PortName @JsonPropertyDescription("Its name.") String name,
            @JsonPropertyDescription("tcp, udp or both.") @Nullable PortProtocol protocol) {}
}
