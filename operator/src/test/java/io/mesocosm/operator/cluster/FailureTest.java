package io.mesocosm.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.mesocosm.operator.child.Foreign;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Why a cluster could not be made so, as the framework hands it on. */
class FailureTest {

    @Test
    void anObjectOfSomebodyElseIsNamedAlthoughTheFrameworkWrapsIt() {
        var found =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("prod-ca")
                        .withNamespace("mesos")
                        .endMetadata()
                        .build();
        Foreign foreign =
                catchThrowableOfType(
                        Foreign.class,
                        () ->
                                Foreign.refuse(
                                        found,
                                        ClusterObjectsTest.blueprint("full.yaml").cluster()));

        Failure failure = Failure.of(new OperatorException(foreign));

        assertThat(failure.reason()).isEqualTo("NameTaken");
        assertThat(failure.message()).startsWith("ConfigMap mesos/prod-ca is there already");
    }

    @Test
    void theApiServersWordsAreTaken() {
        var refusal =
                new KubernetesClientException(
                        new StatusBuilder().withCode(422).withMessage("it is invalid").build());

        assertThat(Failure.of(new OperatorException(refusal)))
                .isEqualTo(new Failure("ApplyFailed", "it is invalid", false));
        assertThat(Failure.of(new KubernetesClientException("gone", new IOException("reset"))))
                .isEqualTo(new Failure("ApplyFailed", "gone", false));
        assertThat(Failure.of(new IllegalStateException("odd")))
                .isEqualTo(new Failure("ApplyFailed", "odd", false));
    }
}
