package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What proves to the others who a component is (design §6): its certificate from a Secret, and the
 * file of those who log in by a password. Nothing of it where a cluster is not secured.
 */
public final class Secured {
    /** Where a pod finds its certificate, the key and the authorities that it trusts. */
    public static final String IDENTITY = "/etc/mesocosm/tls";

    /** Where an agent finds the authorities that it trusts. */
    public static final String AUTHORITIES = "/etc/mesocosm/ca";

    private static final String CREDENTIALS = "/etc/mesocosm/credentials";

    /** Key of the Secret of those who may log in, and the file's name. */
    public static final String CREDENTIALS_FILE = "credentials.json";

    private Secured() {}

    /** Name of the Secret with a component's certificate. */
    public static String secret(Blueprint blueprint, Component component) {
        return blueprint.named(component.label() + "-tls");
    }

    /** Name of the Secret with the authorities, and of the ConfigMap with what is trusted. */
    public static String authorities(Blueprint blueprint) {
        return blueprint.named("ca");
    }

    /** The name by which agents ask for the cluster's signature (certificates.k8s.io). */
    public static String signer(Blueprint blueprint) {
        return "mesocosm.io/%s.%s".formatted(blueprint.namespace(), blueprint.name());
    }

    /** Name of the Secret with all who may log in. */
    public static String credentials(Blueprint blueprint) {
        return blueprint.named("credentials");
    }

    /** The file of those who may log in. */
    public static String credentialsFile() {
        return CREDENTIALS + "/" + CREDENTIALS_FILE;
    }

    /** The flags of masters and Marathons that name the identity. */
    public static List<String> identityFlags() {
        return List.of(
                "--tls_cert_file=" + IDENTITY + "/tls.crt",
                "--tls_key_file=" + IDENTITY + "/tls.key",
                "--tls_ca_file=" + IDENTITY + "/ca.crt");
    }

    /** Where a pod has the volume of {@link #certificate}. */
    public static List<VolumeMount> certificateMount(Blueprint blueprint) {
        return blueprint.isSecured() ? List.of(readOnly("tls", IDENTITY)) : List.of();
    }

    /** The volume with a component's certificate. */
    public static List<Volume> certificate(Blueprint blueprint, Component component) {
        return blueprint.isSecured()
                ? List.of(secretVolume("tls", secret(blueprint, component)))
                : List.of();
    }

    static List<VolumeMount> mounts(Blueprint blueprint) {
        return blueprint.isSecured()
                ? List.of(readOnly("tls", IDENTITY), credentialsMount())
                : List.of();
    }

    static List<Volume> volumes(Blueprint blueprint, Component component) {
        return blueprint.isSecured()
                ? List.of(
                        secretVolume("tls", secret(blueprint, component)),
                        credentialsVolume(blueprint))
                : List.of();
    }

    /** What an agent has mounted: it makes its own key, and asks for a certificate. */
    public static List<VolumeMount> agentMounts(Blueprint blueprint) {
        return blueprint.isSecured()
                ? List.of(
                        readOnly("ca", AUTHORITIES),
                        readOnly("account", Elected.ACCOUNT),
                        credentialsMount())
                : List.of();
    }

    /** The volumes of {@link #agentMounts}. */
    public static List<Volume> agentVolumes(Blueprint blueprint) {
        if (!blueprint.isSecured()) {
            return List.of();
        }
        List<Volume> volumes = new ArrayList<>();
        volumes.add(
                new VolumeBuilder()
                        .withName("ca")
                        .withNewConfigMap()
                        .withName(authorities(blueprint))
                        .endConfigMap()
                        .build());
        volumes.add(Elected.account());
        volumes.add(credentialsVolume(blueprint));
        return volumes;
    }

    private static VolumeMount credentialsMount() {
        return readOnly("credentials", CREDENTIALS);
    }

    private static Volume credentialsVolume(Blueprint blueprint) {
        return secretVolume("credentials", credentials(blueprint));
    }

    static Volume secretVolume(String name, String secret) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(0440)
                .endSecret()
                .build();
    }

    static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
