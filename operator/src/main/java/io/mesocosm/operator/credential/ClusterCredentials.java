package io.mesocosm.operator.credential;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.crds.cluster.Credential;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Kept;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.operator.child.Secured;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to a cluster by a password, in a Secret in Mesos's form: an administrator whose
 * password is made once, and those whose passwords lie in Secrets of the user's.
 *
 * @param objects to be applied
 * @param missing what keeps principals out, with the field and the remedy
 */
public record ClusterCredentials(List<HasMetadata> objects, List<String> missing) {
    private static final String ADMIN = "admin";
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Name of the Secret with the administrator's name and password. */
    public static String adminSecret(Blueprint blueprint) {
        return blueprint.named(ADMIN);
    }

    /**
     * As they are to be now; the administrator's Secret is made where it is missing.
     *
     * @param known that Secret as it is known to be, null where none is known
     */
    public static ClusterCredentials step(
            KubernetesClient client, Blueprint blueprint, @Nullable Secret known) {
        Secret admin = Kept.get(client, blueprint.cluster(), known, () -> first(blueprint));
        ArrayNode list = JSON.createArrayNode();
        add(list, ADMIN, Secrets.texts(admin).getOrDefault("password", ""));
        List<String> missing = new ArrayList<>();
        List<Credential> given = blueprint.credentials();
        for (int i = 0; i < given.size(); i++) {
            Credential.SecretKey key = given.get(i).secret();
            Secret secret =
                    client.secrets().inNamespace(blueprint.namespace()).withName(key.name()).get();
            String password = secret == null ? null : Secrets.texts(secret).get(key.key());
            if (password == null || password.isBlank()) {
                missing.add(
                        "spec.credentials[%d].secret: the Secret %s %s, so '%s' cannot log in: create it with a password at that key"
                                .formatted(
                                        i,
                                        key.name(),
                                        secret == null
                                                ? "is not there"
                                                : "has nothing at key '" + key.key() + "'",
                                        given.get(i).principal()));
            } else {
                // An editor ends a file with a line feed that nobody means.
                add(list, given.get(i).principal(), password.strip());
            }
        }
        ObjectNode file = JSON.createObjectNode();
        file.set("credentials", list);
        return new ClusterCredentials(
                List.of(
                        Secrets.of(
                                blueprint.meta(Secured.credentials(blueprint), Component.MASTER),
                                "Opaque",
                                Map.of(Secured.CREDENTIALS_FILE, file + "\n"))),
                List.copyOf(missing));
    }

    private static void add(ArrayNode list, String principal, String password) {
        if (!password.isEmpty()) {
            list.addObject().put("principal", principal).put("secret", password);
        }
    }

    private static Secret first(Blueprint blueprint) {
        byte[] password = new byte[BYTES];
        RANDOM.nextBytes(password);
        return Secrets.of(
                blueprint.meta(adminSecret(blueprint), Component.MASTER),
                "kubernetes.io/basic-auth",
                Map.of(
                        "username",
                        ADMIN,
                        "password",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(password)));
    }
}
