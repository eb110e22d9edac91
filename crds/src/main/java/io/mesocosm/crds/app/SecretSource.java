package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Where a secret comes from. */
public record SecretSource(
        @Required @JsonPropertyDescription("Its name in the secret store.") String source) {}
