package io.mesocosm.marathon.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.ContainerDraft;
import io.mesocosm.marathon.core.draft.DeprecatedForms;
import io.mesocosm.marathon.core.draft.Normalization;
import io.mesocosm.marathon.core.draft.NormalizationRules;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The words in which apps are refused, which clients search for (spec §2.2 to §2.4, §5). */
class AppValidationTest {

    private final AppDraft draft = new AppDraft();

    AppValidationTest() {
        draft.cmd = "x";
    }

    private List<String> refusals() {
        Violations violations = new Violations();
        DeprecatedForms.check(draft, violations);
        Normalization.apply(draft, NormalizationRules.DEFAULT);
        AppValidation.check(
                AppBuilder.build(
                        draft,
                        PathId.of("/g/a"),
                        "*",
                        VersionInfo.created(Instant.EPOCH),
                        violations),
                AppRules.DEFAULT,
                violations);
        return violations.list().stream().map(v -> v.path() + " " + v.message()).toList();
    }

    private static ContainerDraft container(Container.Type type, PortMapping... ports) {
        return new ContainerDraft(
                type,
                new Container.Docker("i", false, false, List.of()),
                List.of(ports),
                List.of(),
                null,
                null);
    }

    @Test
    void takesAPlainCommand() {
        assertThat(refusals()).isEmpty();
    }

    @Test
    void keepsHostAndBridgeNetworksNameless() {
        draft.networks = List.of(new Network(Network.HOST.mode(), "n", Map.of()));
        assertThat(refusals()).contains("/networks Host networks may not have names or labels");
        draft.networks = List.of(new Network(Network.BRIDGE.mode(), "n", Map.of()));
        assertThat(refusals()).contains("/networks Bridge networks may not have names");
    }

    @Test
    void joinsOneKindOfNetworkOnly() {
        String kinds =
                "/networks May specify a single host network, single bridge network, or else 1-to-n"
                        + " container networks";
        draft.networks = List.of(Network.HOST, Network.container("n", Map.of()));
        assertThat(refusals()).contains(kinds);
        draft.networks = List.of(Network.BRIDGE, Network.BRIDGE);
        assertThat(refusals()).contains(kinds);
    }

    @Test
    void joinsEachNetworkOnceAndByName() {
        draft.networks =
                List.of(Network.container("n", Map.of()), Network.container("n", Map.of()));
        assertThat(refusals()).containsExactly("/networks Duplicate networks are not allowed");
        draft.networks = List.of(Network.container(null, Map.of()));
        assertThat(refusals())
                .containsExactly(
                        "/networks Network name must be specified when container network is"
                                + " selected.");
    }

    @Test
    void wantsToKnowTheNetworkOfAHostPort() {
        draft.networks =
                List.of(Network.container("a", Map.of()), Network.container("b", Map.of()));
        draft.container = container(Container.Type.MESOS, PortMapping.of(80, 0));
        assertThat(refusals())
                .containsExactly(
                        "/container/portMappings(0) networkNames must be a single item list when"
                                + " hostPort is specified and more than 1 container network is"
                                + " defined");
    }

    @Test
    void knowsTheNetworksThatAPortNames() {
        draft.networks = List.of(Network.container("a", Map.of()));
        draft.container =
                container(
                        Container.Type.MESOS,
                        new PortMapping(80, null, 0, "tcp", null, Map.of(), List.of("z")));
        assertThat(refusals())
                .containsExactly("/container/portMappings(0)/networkNames is not one of (a)");
    }

    @Test
    void probesByIpv6OnlyInsideDockerContainers() {
        HealthCheck six =
                new HealthCheck(
                        HealthCheck.Protocol.MESOS_HTTP,
                        "/",
                        0,
                        null,
                        null,
                        300,
                        60,
                        20,
                        3,
                        15,
                        false,
                        "IPv6");
        draft.healthChecks = List.of(six);
        assertThat(refusals())
                .containsExactly(
                        "/healthChecks(0) IPv6 can only be used for container type DOCKER and Mesos"
                                + " http/https/tcp health checks");
        draft.container = container(Container.Type.DOCKER);
        assertThat(refusals()).isEmpty();
    }

    @Test
    void findsThePortOfAReadinessCheck() {
        draft.portDefinitions = List.of(new PortDefinition(0, "tcp", "web", Map.of()));
        draft.readinessChecks =
                List.of(
                        new ReadinessCheck(
                                "r", "HTTP", "/", "http-api", 10, 10, List.of(200), false));
        assertThat(refusals())
                .containsExactly(
                        "/readinessChecks(0)/timeoutSeconds got 10, expected less than 10",
                        "/readinessChecks(0)/portName No port definition reference for portName"
                                + " http-api");
    }

    @Test
    void takesOldNamesOfVariablesAndRefusesImpossibleOnes() {
        draft.env = Map.of("my.var-1", "x");
        assertThat(refusals()).isEmpty();
        draft.env = Map.of("A=B", "x");
        assertThat(refusals())
                .containsExactly(
                        "/env/A=B must contain only alphanumeric chars or underscore, and must not"
                                + " begin with a number");
        draft.env = Map.of("A".repeat(255), "x");
        assertThat(refusals().getFirst()).endsWith("variable name must be 254 chars or less");
    }

    @Test
    void refusesAnEmptyCommandAndNoRolesAtAll() {
        draft.cmd = "";
        draft.acceptedResourceRoles = List.of();
        assertThat(refusals())
                .containsExactly(
                        "/acceptedResourceRoles must not be empty",
                        "/cmd must not be an empty string");
    }

    @Test
    void wantsTheLabelsThatTheMigrationApiNeeds() {
        draft.labels = Map.of("DCOS_MIGRATION_API_VERSION", "v1");
        assertThat(refusals())
                .containsExactly(
                        "/ DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined"
                                + " when using DCOS_MIGRATION_API_VERSION");
        draft.labels =
                Map.of(
                        "DCOS_MIGRATION_API_VERSION",
                        "v1",
                        "DCOS_PACKAGE_FRAMEWORK_NAME",
                        "f",
                        "DCOS_MIGRATION_API_PATH",
                        "/v1/plan");
        assertThat(refusals()).isEmpty();
    }

    @Test
    void keepsTheOwnersLabelForTheOperator() {
        draft.labels = Map.of("mesocosm.io/owner", "me");
        assertThat(refusals())
                .containsExactly(
                        "/labels/mesocosm.io/owner is reserved for the operator and must be"
                                + " <namespace>/<name> of a Kubernetes resource: leave it out");
        draft.labels = Map.of("mesocosm.io/owner", "shop/cart.v2");
        assertThat(refusals()).isEmpty();
    }
}
