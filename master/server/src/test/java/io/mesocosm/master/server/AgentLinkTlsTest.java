package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.mesocosm.master.server.link.LinkRehearsal;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.Register;
import io.mesocosm.protocol.link.v1.Reregister;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsIdentity;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in at the agent link of a master with an identity, and as what (design §6). */
final class AgentLinkTlsTest {
    private static final String NODE = "10.1.2.3";

    @TempDir private Path folder;
    private TestIdentities identities;
    private TestIdentities strangers;
    private RunningMaster master;

    @BeforeEach
    void start() throws Exception {
        identities = new TestIdentities(folder.resolve("own"));
        strangers = new TestIdentities(folder.resolve("strangers"));
        master = RunningMaster.startSecure(identities.files("master", Groups.MASTERS));
    }

    @AfterEach
    void stop() {
        master.close();
        identities.close();
        strangers.close();
    }

    private ManagedChannel channel(@Nullable TlsIdentity client) throws IOException {
        SslContextBuilder context =
                SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
        if (client != null) {
            context.keyManager(client.keys());
        }
        return NettyChannelBuilder.forAddress("127.0.0.1", master.linkPort())
                .sslContext(GrpcSslContexts.configure(context).build())
                .build();
    }

    private TlsIdentity agent(String name, List<String> hosts, String... addresses)
            throws IOException {
        return identities.of(new Subject(name, Groups.AGENTS, hosts, List.of(addresses)));
    }

    private static AgentFacts.Builder facts(String address, String hostname) {
        return FakeAgent.facts("", hostname, 5051).setAddress(address);
    }

    /** Why an agent with this certificate, or with none, may not register so. */
    private Status refusal(@Nullable TlsIdentity client, String address, String hostname)
            throws Exception {
        try (FakeAgent agent = new FakeAgent(channel(client))) {
            agent.send(
                    FromAgent.newBuilder()
                            .setRegister(Register.newBuilder().setFacts(facts(address, hostname))));
            return Status.fromThrowable(agent.fault());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3:5051, 10.1.2.3",
        "10.1.2.3:5051, node1.example",
        "10.1.2.3:5051, NODE1.example",
        "[fd00:0::1]:5051, node1.example",
        "node1.example:5051, node1.example"
    })
    void takesAnAgentAsWhatItsCertificateNames(String address, String hostname) throws Exception {
        TlsIdentity node = agent("node1", List.of("node1.example"), NODE, "fd00::1");
        try (FakeAgent agent = new FakeAgent(channel(node))) {
            assertThat(agent.register(facts(address, hostname))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.9.9:5051, node1.example, 10.9.9.9",
        "10.1.2.3:5051, node2.example, node2.example",
        "10.1.2.3:5051, all.example, all.example",
        "10.1.2.3:5051, node1, node1"
    })
    void refusesTheNameOrAddressOfAnother(String address, String hostname, String claimed)
            throws Exception {
        TlsIdentity node = agent("node1", List.of("node1.example", "*.example"), NODE);
        Status refused = refusal(node, address, hostname);
        assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refused.getDescription())
                .contains("'node1'", "is not for '" + claimed + "'", "--advertise_ip");
    }

    @Test
    void refusesTheIdOfAnotherButNotItsOwn() throws Exception {
        TlsIdentity first = agent("node1", List.of("node1.example"), NODE);
        TlsIdentity second = agent("node2", List.of("node2.example"), "10.1.2.4");
        String id;
        try (FakeAgent agent = new FakeAgent(channel(first))) {
            id = agent.register(facts("10.1.2.3:5051", "node1.example"));
        }
        try (FakeAgent agent = new FakeAgent(channel(second))) {
            agent.send(returning(id, "node2.example", "10.1.2.4:5051"));
            assertThat(Status.fromThrowable(agent.fault()).getDescription())
                    .contains("'node2'", "'node1.example', the machine of agent " + id);
        }
        try (FakeAgent agent = new FakeAgent(channel(first))) {
            agent.send(returning(id, "node1.example", "10.1.2.3:5051"));
            assertThat(agent.next(FromMaster::hasReregistered)).isNotNull();
        }
    }

    private static FromAgent.Builder returning(String id, String hostname, String address) {
        AgentFacts.Builder facts = FakeAgent.facts(id, hostname, 5051).setAddress(address);
        return FromAgent.newBuilder().setReregister(Reregister.newBuilder().setFacts(facts));
    }

    @ParameterizedTest
    @ValueSource(strings = {Groups.USERS, Groups.OPERATORS, Groups.MARATHONS, Groups.MASTERS, "x"})
    void refusesOtherGroups(String group) throws Exception {
        TlsIdentity other = identities.of("other", group);
        Status refused = refusal(other, "127.0.0.1:5051", "127.0.0.1");
        assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refused.getDescription()).contains("'other'", "'" + group + "'", Groups.AGENTS);
    }

    @Test
    void refusesStrangersAndThoseWithoutACertificate() throws Exception {
        assertThat(
                        refusal(strangers.of("node1", Groups.AGENTS), "127.0.0.1:5051", "127.0.0.1")
                                .getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal(null, "127.0.0.1:5051", "127.0.0.1").getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        try (FakeAgent plain = new FakeAgent(master.linkPort())) {
            assertThat(Status.fromThrowable(plain.fault()).getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void letsAMasterInThatRehearses() throws Exception {
        TlsIdentity own = identities.of("rehearsing", Groups.MASTERS);
        // A standby tells it who leads; this leader reads what it says, which is nothing.
        assertThatThrownBy(() -> LinkRehearsal.at("127.0.0.1", master.linkPort(), own))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("INVALID_ARGUMENT: MESSAGE_NOT_SET");
    }
}
