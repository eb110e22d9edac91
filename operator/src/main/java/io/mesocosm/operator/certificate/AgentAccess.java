package io.mesocosm.operator.certificate;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of a cluster's agents to ask for certificates. Requests lie in no namespace, so the
 * binding lies in none either: it can have no owner, and is removed when the cluster is.
 */
public final class AgentAccess {
    private static final Logger LOG = LoggerFactory.getLogger(AgentAccess.class);
    private static final String RBAC = "rbac.authorization.k8s.io";

    private AgentAccess() {}

    /** Lets the agents of a secured cluster ask, and those of others no longer. */
    public static void grant(KubernetesClient client, Blueprint blueprint) {
        Optional<String> role = blueprint.agentRole();
        if (role.isEmpty()) {
            return;
        }
        ClusterRoleBinding wanted = binding(blueprint, role.get());
        ClusterRoleBinding found = resource(client, blueprint).get();
        if (!blueprint.isSecured()) {
            if (found != null) {
                remove(client, found);
            }
            return;
        }
        if (found != null && !wanted.getRoleRef().equals(found.getRoleRef())) {
            // What role it is of never changes: it was another release's.
            remove(client, found);
        }
        if (found == null
                || !wanted.getRoleRef().equals(found.getRoleRef())
                || !wanted.getSubjects().equals(found.getSubjects())
                || !wanted.getMetadata().getLabels().equals(found.getMetadata().getLabels())) {
            client.resource(wanted)
                    .fieldManager(Labels.OPERATOR)
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    /** Takes the right away. */
    public static void end(KubernetesClient client, Blueprint blueprint) {
        if (blueprint.agentRole().isPresent()) {
            ClusterRoleBinding found = resource(client, blueprint).get();
            if (found != null) {
                remove(client, found);
            }
        }
    }

    private static void remove(KubernetesClient client, ClusterRoleBinding found) {
        LOG.info("removes kind=ClusterRoleBinding name={}", found.getMetadata().getName());
        client.resource(found).delete();
    }

    private static Resource<ClusterRoleBinding> resource(
            KubernetesClient client, Blueprint blueprint) {
        return client.rbac().clusterRoleBindings().withName(name(blueprint));
    }

    /** A namespace has no dot in its name, so no two clusters have one of the same name. */
    static String name(Blueprint blueprint) {
        return "mesocosm-%s.%s-agents".formatted(blueprint.namespace(), blueprint.name());
    }

    private static ClusterRoleBinding binding(Blueprint blueprint, String role) {
        return new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name(blueprint))
                .withLabels(blueprint.labels(Component.AGENT))
                .endMetadata()
                .withNewRoleRef()
                .withApiGroup(RBAC)
                .withKind("ClusterRole")
                .withName(role)
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(blueprint.named(Component.AGENT.label()))
                .withNamespace(blueprint.namespace())
                .endSubject()
                .build();
    }
}
