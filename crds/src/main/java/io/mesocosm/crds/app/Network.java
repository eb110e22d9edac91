package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network to join (Marathon spec §2.4). */
@ValidationRule(
        value = "!has(self.name) || (has(self.mode) && self.mode == 'container')",
        message = "only a network of mode container has a name")
public record Network(
        @JsonPropertyDescription("host, container/bridge or container.") @Nullable Mode mode,
        @JsonPropertyDescription("The name of a CNI network of the agents.") @Nullable String name,
        @JsonPropertyDescription("What the network wants to know.")
                @Nullable Map<String, String> labels) {

    /** A kind of network. */
    public enum Mode {
        @JsonProperty("host")
        HOST,
        @JsonProperty("container/bridge")
        BRIDGE,
        @JsonProperty("container")
        CONTAINER
    }
}
