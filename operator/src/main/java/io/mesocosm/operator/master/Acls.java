package io.mesocosm.operator.master;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a cluster's ACLs, which masters read when they start.
 *
 * @param name of the ConfigMap
 * @param text of the file
 */
record Acls(String name, String text) {
    /** Of the masters' pods: another file, another pod. */
    static final String MARK = "mesocosm.io/config";

    private static final String VOLUME = "acls";
    private static final String FOLDER = "/etc/mesocosm/acls";
    private static final String FILE = "acls.json";
    private static final int MARK_LENGTH = 16;

    /** The same text for the same rules, in whichever order they are written. */
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .enable(SerializationFeature.INDENT_OUTPUT);

    /** Those of a cluster; empty where it has none. */
    static Optional<Acls> of(Blueprint blueprint) {
        return Optional.ofNullable(blueprint.acls())
                .map(acls -> new Acls(blueprint.named("acls"), text(acls)));
    }

    private static String text(JsonNode acls) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(acls, Object.class)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read can be written", e);
        }
    }

    ConfigMap configMap(Blueprint blueprint) {
        return new ConfigMapBuilder()
                .withMetadata(blueprint.meta(name, Component.MASTER))
                .withData(Map.of(FILE, text))
                .build();
    }

    String flag() {
        return "--acls=" + FOLDER + "/" + FILE;
    }

    VolumeMount mount() {
        return new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath(FOLDER)
                .withReadOnly(true)
                .build();
    }

    Volume volume() {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .build();
    }

    /** Differs where the file does. */
    String mark() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, MARK_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
