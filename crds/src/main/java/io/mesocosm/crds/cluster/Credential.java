package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A principal that logs in by its name and a password: a framework, a person, a tool. */
public record Credential(
        @Required
                @Size(min = 1, max = 253) @Pattern("^[^:/\\s]+$") @ValidationRule(
                        value = "self != 'admin'",
                        message =
                                "the operator makes admin itself: its password lies in the Secret <cluster>-admin")
                @JsonPropertyDescription("Its name.")
                String principal,
        @Required
                @JsonPropertyDescription("Where its password lies, in the cluster's own namespace.")
                SecretKey secret) {

    /** A key of a Secret. */
    public record SecretKey(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
                    String name,
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Key in it.")
                    String key) {}
}
