package io.mesocosm.operator.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ServiceAccounts on a real API server: their rights as the chart has them, and their tokens. */
record Accounts(KubernetesClient admin) {
    private static final Path CHART = Path.of("../charts/mesocosm");
    private static final Set<String> RIGHTS =
            Set.of("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");

    /** Installs of the chart what says who may do what. */
    void install(Path helm, Path folder, String namespace)
            throws IOException, InterruptedException {
        String rendered = render(helm, folder, namespace, "");
        for (HasMetadata object : load(rendered)) {
            if (RIGHTS.contains(object.getKind())) {
                if (object.getKind().equals("ServiceAccount")) {
                    object.getMetadata().setNamespace(namespace);
                }
                make(object);
            }
        }
    }

    /** What helm makes of the chart with these values. */
    static String render(Path helm, Path folder, String namespace, String values)
            throws IOException, InterruptedException {
        Path rendered = folder.resolve("chart.yaml");
        Process rendering =
                new ProcessBuilder(
                                helm.toString(),
                                "template",
                                "mesocosm",
                                CHART.toString(),
                                "-n",
                                namespace,
                                "--values=" + Files.writeString(folder.resolve("values"), values))
                        .redirectOutput(rendered.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (rendering.waitFor() != 0) {
            throw new IOException("helm template failed");
        }
        return Files.readString(rendered);
    }

    List<HasMetadata> load(String yaml) {
        // Without the separator, what begins with a brace would be taken for JSON.
        byte[] text = ("---\n" + yaml).getBytes(StandardCharsets.UTF_8);
        return admin.load(new ByteArrayInputStream(text)).items();
    }

    /** Makes the objects, and says of them what their status says. */
    void make(String yaml) {
        load(yaml).forEach(this::make);
    }

    private void make(HasMetadata object) {
        var _ = admin.resource(object).serverSideApply();
        switch (object) {
            case Pod pod when pod.getStatus() != null -> {
                Pod made = admin.resource(pod).require();
                made.setStatus(pod.getStatus());
                admin.resource(made).updateStatus();
            }
            case Node node -> {
                Node made = admin.resource(node).require();
                made.setStatus(node.getStatus());
                admin.resource(made).updateStatus();
            }
            default -> {}
        }
    }

    /**
     * A token of an account, as the kubelet asks for it.
     *
     * @param pod that it is bound to; null for none
     */
    String token(String namespace, String account, @Nullable String pod) {
        TokenRequestBuilder request =
                new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec();
        if (pod != null) {
            String uid =
                    admin.pods()
                            .inNamespace(namespace)
                            .withName(pod)
                            .require()
                            .getMetadata()
                            .getUid();
            request =
                    request.editSpec()
                            .withNewBoundObjectRef()
                            .withApiVersion("v1")
                            .withKind("Pod")
                            .withName(pod)
                            .withUid(uid)
                            .endBoundObjectRef()
                            .endSpec();
        }
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(request.build())
                .getStatus()
                .getToken();
    }
}
