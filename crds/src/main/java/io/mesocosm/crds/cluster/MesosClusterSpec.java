package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cluster is to be; what is left out has the operator's defaults. */
public record MesosClusterSpec(
        @Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9_][A-Za-z0-9_.-]*$") @JsonPropertyDescription(
                        "Tag of the operator's default images, by default the operator's own version. Without effect on an image that is named in images.")
                @Nullable String version,
        @JsonPropertyDescription("Images in place of the operator's defaults.")
                @Nullable Images images,
        @JsonPropertyDescription("The masters.") @Nullable Masters masters,
        @Size(max = 64) @JsonPropertyDescription("Pools of agents, each with its nodes.")
                @Nullable List<AgentPool> agents,
        @JsonPropertyDescription("Marathon.") @Nullable Marathon marathon,
        @JsonPropertyDescription("Who may run an App here.") @Nullable AppsPolicy apps,
        @JsonPropertyDescription(
                        "What becomes of tasks, of the agents' folders on their nodes and of volumes when this resource is deleted: Retain, the default, leaves them, and a cluster of the same name goes on with them; Delete ends and removes them.")
                @Nullable DeletionPolicy deletionPolicy) {

    /** What becomes of tasks and data when a cluster is deleted. */
    public enum DeletionPolicy {
        Delete,
        Retain
    }
}
