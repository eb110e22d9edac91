package io.mesocosm.crds.condition;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One statement about a resource, true, false or unknown, with the reason. */
public record Condition(
        @Required @Size(max = 316) @JsonPropertyDescription("What is stated.") String type,
        @Required @JsonPropertyDescription("Whether it holds.") Status status,
        @JsonPropertyDescription("The metadata.generation that was looked at.")
                @Nullable Long observedGeneration,
        @Required @JsonPropertyDescription("When the status last changed.")
                String lastTransitionTime,
        @Required
                @Size(min = 1, max = 1024) @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$") @JsonPropertyDescription("Why, in one word for programs.")
                String reason,
        @Required
                @Size(max = 32768) @JsonPropertyDescription("Why, for people, with what to do about it.")
                String message) {

    /** Whether a statement holds. */
    public enum Status {
        True,
        False,
        Unknown
    }

    public Condition {
        requireNonNull(type, "type");
        requireNonNull(status, "status");
        requireNonNull(lastTransitionTime, "lastTransitionTime");
        requireNonNull(reason, "reason");
        requireNonNull(message, "message");
    }

    /** Whether it says the same for people and programs, whenever that began. */
    public boolean says(Condition other) {
        return type.equals(other.type)
                && status == other.status
                && reason.equals(other.reason)
                && message.equals(other.message);
    }
}
