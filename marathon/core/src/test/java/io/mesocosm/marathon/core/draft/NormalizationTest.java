package io.mesocosm.marathon.core.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.IpAddressDraft.DiscoveryPort;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.validation.Violation;
import io.mesocosm.marathon.core.validation.Violations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of spec §2.5, and the refusals of §2.2 for mixed old and new words. */
class NormalizationTest {

    private final AppDraft draft = new AppDraft();

    private static ContainerDraft docker(String network, List<PortMapping> mappings) {
        return new ContainerDraft(
                Container.Type.DOCKER,
                new Container.Docker("nginx", false, false, List.of()),
                null,
                List.of(),
                network,
                mappings);
    }

    private App normalized() {
        Violations violations = new Violations();
        DeprecatedForms.check(draft, violations);
        assertThat(violations.list()).isEmpty();
        Normalization.apply(draft, NormalizationRules.DEFAULT);
        return AppBuilder.build(
                draft, PathId.of("/g/a"), "*", VersionInfo.created(Instant.EPOCH), violations);
    }

    private List<String> refusals() {
        Violations violations = new Violations();
        DeprecatedForms.check(draft, violations);
        return violations.list().stream().map(Violation::message).toList();
    }

    @ParameterizedTest
    @CsvSource({"HOST,host", "BRIDGE,container/bridge", "USER,container"})
    void translatesDockerNetworks(String old, String mode) {
        draft.container = docker(old, List.of());
        draft.ipAddress =
                old.equals("USER") ? new IpAddressDraft("blue", Map.of(), List.of()) : null;
        App app = normalized();
        assertThat(app.networks()).extracting(n -> n.mode().wire()).containsExactly(mode);
        if (old.equals("USER")) {
            assertThat(app.networks().getFirst().name()).isEqualTo("blue");
        }
    }

    @Test
    void refusesDockerNetworkNone() {
        draft.container = docker("NONE", List.of());
        assertThat(refusals()).containsExactly("network mode NONE is not supported");
    }

    @Test
    void translatesAnAddressOfItsOwn() {
        draft.ipAddress =
                new IpAddressDraft("blue", Map.of(), List.of(new DiscoveryPort(80, "http", "tcp")));
        App app = normalized();
        assertThat(app.networks()).containsExactly(Network.container("blue", Map.of()));
        assertThat(app.container()).isNotNull();
        PortMapping port = app.portMappings().getFirst();
        assertThat(port.containerPort()).isEqualTo(80);
        assertThat(port.hostPort()).isNull();
        assertThat(port.name()).isEqualTo("http");
    }

    @Test
    void readsTheBridgesNameAsTheBridge() {
        draft.ipAddress = new IpAddressDraft("mesos-bridge", Map.of(), List.of());
        assertThat(normalized().onBridge()).isTrue();
    }

    @Test
    void joinsTheHostsNetworkWhenNoneIsNamed() {
        App app = normalized();
        assertThat(app.networks()).containsExactly(Network.HOST);
        assertThat(app.container()).isNull();
        assertThat(app.portDefinitions())
                .containsExactly(new PortDefinition(0, "tcp", "default", Map.of()));
    }

    @Test
    void makesAContainerForAForeignNetwork() {
        draft.networks = List.of(Network.container("blue", Map.of()));
        App app = normalized();
        assertThat(app.container()).isNotNull();
        assertThat(app.portMappings())
                .containsExactly(
                        new PortMapping(0, null, 0, "tcp", "default", Map.of(), List.of()));
    }

    @Test
    void movesDockerPortMappingsAndFillsHostPortsOnTheBridge() {
        draft.container = docker("BRIDGE", List.of(PortMapping.of(80, null)));
        App app = normalized();
        assertThat(app.portMappings()).containsExactly(PortMapping.of(80, 0));
        assertThat(app.portDefinitions()).isEmpty();
    }

    @Test
    void dropsPortMappingsOnTheHostsNetwork() {
        draft.container = docker("HOST", List.of(PortMapping.of(80, 0)));
        App app = normalized();
        assertThat(app.portMappings()).isEmpty();
        assertThat(app.portDefinitions()).hasSize(1);
    }

    @Test
    void turnsPortsIntoPortDefinitions() {
        draft.ports = List.of(80, 0);
        assertThat(normalized().portDefinitions())
                .containsExactly(PortDefinition.of(80), PortDefinition.of(0));
    }

    @Test
    void leavesNoPortsWhenNoneAreWanted() {
        draft.ports = List.of();
        assertThat(normalized().portDefinitions()).isEmpty();
        AppDraft other = new AppDraft();
        other.portDefinitions = List.of();
        Normalization.apply(other, NormalizationRules.DEFAULT);
        assertThat(other.portDefinitions).isEmpty();
    }

    @Test
    void addsEmptyMappingsForMoreLegacyPorts() {
        draft.container = docker("BRIDGE", List.of(PortMapping.of(80, 0)));
        draft.ports = List.of(10001, 10002, 10003);
        App app = normalized();
        assertThat(app.portMappings()).hasSize(3);
        assertThat(app.portMappings().get(2)).isEqualTo(PortMapping.of(0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "x.tar,true",
        "x.tar.gz,true",
        "x.tar.bz2,true",
        "x.tar.xz,true",
        "x.gz,true",
        "x.tgz,true",
        "x.tbz2,true",
        "x.txz,true",
        "x.zip,true",
        "x.jar,false",
        "x.sh,false"
    })
    void fetchesUrisAndUnpacksArchives(String uri, boolean extract) {
        draft.uris = List.of(uri);
        assertThat(normalized().fetch())
                .containsExactly(new Fetch(uri, extract, false, false, null));
    }

    @Test
    void givesHealthChecksTheFirstPort() {
        draft.ports = List.of(80);
        draft.healthChecks =
                List.of(
                        HealthCheck.of(HealthCheck.Protocol.HTTP),
                        HealthCheck.of(HealthCheck.Protocol.COMMAND));
        App app = normalized();
        assertThat(app.healthChecks().get(0).portIndex()).isZero();
        assertThat(app.healthChecks().get(1).portIndex()).isNull();
    }

    @Test
    void forcesRequirePortsOffOutsideTheHostsNetwork() {
        draft.requirePorts = true;
        draft.networks = List.of(Network.BRIDGE);
        assertThat(normalized().requirePorts()).isFalse();
    }

    @Test
    void givesSingleInstanceAppsTheirStrategy() {
        draft.labels = Map.of("MARATHON_SINGLE_INSTANCE_APP", "true");
        assertThat(normalized().upgradeStrategy()).isEqualTo(UpgradeStrategy.SINGLE_INSTANCE);
    }

    @Test
    void resolvesRelativeDependencies() {
        draft.dependencies = List.of("../db", "/x/y", "cache");
        assertThat(normalized().dependencies())
                .containsExactly(PathId.of("/g/db"), PathId.of("/x/y"), PathId.of("/g/cache"));
    }

    @Test
    void refusesTheSameThingSaidTwice() {
        draft.ports = List.of(1);
        draft.portDefinitions = List.of(PortDefinition.of(2));
        draft.uris = List.of("x");
        draft.fetch = List.of();
        draft.networks = List.of(Network.HOST);
        draft.ipAddress = new IpAddressDraft(null, Map.of(), List.of());
        draft.container = docker("BRIDGE", List.of());
        assertThat(refusals())
                .containsExactlyInAnyOrder(
                        "cannot specify both ports and port definitions",
                        "may not be set in conjunction with fetch",
                        "must not specify both networks and ipAddress",
                        "must not specify both container.docker.network and networks");
    }

    @Test
    void refusesPortsThatRepeat() {
        draft.ports = List.of(80, 80, 0, 0);
        assertThat(refusals()).containsExactly("ports must be unique");
    }

    @Test
    void saysTheSameAgainAfterARoundTrip() {
        draft.cmd = "x";
        draft.container = docker("BRIDGE", List.of(PortMapping.of(80, 0)));
        draft.constraints = List.of(List.of("hostname", "unique"));
        App app = normalized();
        AppDraft again = AppDraft.of(app);
        Normalization.apply(again, NormalizationRules.DEFAULT);
        App same = AppBuilder.build(again, app.id(), "*", app.versionInfo(), new Violations());
        assertThat(same).isEqualTo(app);
    }
}
