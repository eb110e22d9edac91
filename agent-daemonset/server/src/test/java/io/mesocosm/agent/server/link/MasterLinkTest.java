package io.mesocosm.agent.server.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.server.trace.LaunchTraces;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.Ping;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.telemetry.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding the leader, terms, pings and starting over (design section 3, spec section 8). */
class MasterLinkTest {
    @TempDir Path folder = Path.of("");

    private final String first = UUID.randomUUID().toString();
    private final String second = UUID.randomUUID().toString();
    private final List<Input> inputs = new CopyOnWriteArrayList<>();
    private ScriptedMaster one = master(first);
    private ScriptedMaster two = master(second);
    private MasterLink link = unstarted();

    private static ScriptedMaster master(String name) {
        try {
            return ScriptedMaster.inProcess(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MasterLink unstarted() {
        return unstarted(
                List.of(first, second),
                Duration.ofMillis(10),
                address -> InProcessChannelBuilder.forName(address).build());
    }

    private MasterLink unstarted(
            List<String> masters, Duration backoff, Function<String, ManagedChannel> channels) {
        try {
            AgentFacts facts =
                    AgentFacts.newBuilder()
                            .setProtocol(1)
                            .setAgentInfo(
                                    AgentInfo.newBuilder().setHostname("h").build().toByteString())
                            .build();
            return new MasterLink(
                    new MasterLink.Plan(masters, facts, backoff, channels),
                    TermFile.open(folder.resolve("meta")),
                    new LaunchTraces(Tracing.OFF, () -> ""),
                    this::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays the core: registers whenever a stream is open. */
    private void take(Input input) {
        inputs.add(input);
        if (input instanceof Input.LinkOpened) {
            link.register();
        }
    }

    @BeforeEach
    void anew() {
        link.close();
        link = unstarted();
    }

    @AfterEach
    void ends() {
        link.close();
        one.close();
        two.close();
    }

    private void awaitInput(Input wanted) {
        await().untilAsserted(() -> assertThat(inputs).contains(wanted));
    }

    @Test
    void registersAtTheFirstMasterThatLeads() {
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        await().until(() -> link.master() != null);
        assertThat(one.heard.getFirst().getRegister().getFacts().getProtocol()).isEqualTo(1);
        assertThat(two.connections()).isZero();
    }

    @Test
    void goesWhereAStandbyPointsIt() {
        one.leader = second;
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        assertThat(two.heard).hasSize(1);
    }

    @Test
    void triesTheNextMasterWhenOneIsAway() {
        one.close();
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        assertThat(two.connections()).isPositive();
    }

    @Test
    void connectsAgainWhenTheStreamBreaks() {
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        one.close();
        awaitInput(new Input.LinkClosed());
        await().until(() -> two.heard.stream().anyMatch(message -> message.hasRegister()));
    }

    @Test
    void keepsTheHighestTermOnDiskAndRefusesLowerOnes() throws IOException {
        one.term = 7;
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        assertThat(Files.readString(folder.resolve("meta/term")).strip()).isEqualTo("7");
        link.close();
        inputs.clear();
        one.term = 6;
        two.term = 8;
        link = unstarted();
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        assertThat(two.heard).isNotEmpty();
        assertThat(Files.readString(folder.resolve("meta/term")).strip()).isEqualTo("8");
        assertThat(inputs.stream().filter(Input.Registered.class::isInstance)).hasSize(1);
    }

    @Test
    void runsNothingForAMasterOfALowerTermThanItHasSeen() {
        one.term = 7;
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        one.term = 6;
        two.term = 8;
        one.run(
                FrameworkInfo.newBuilder().setUser("root").setName("f").build(),
                TaskInfo.newBuilder()
                        .setName("late")
                        .setTaskId(TaskID.newBuilder().setValue("late"))
                        .setAgentId(AgentID.newBuilder().setValue("master-S0"))
                        .build());
        awaitInput(new Input.LinkClosed());
        await().until(() -> two.heard.stream().anyMatch(message -> message.hasRegister()));
        assertThat(inputs).noneMatch(Input.RunTask.class::isInstance);
    }

    @Test
    void answersPings() {
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        one.send(message -> message.setPing(Ping.newBuilder().setSequence(5).setConnected(true)));
        await().until(
                        () ->
                                one.heard.stream()
                                        .anyMatch(
                                                message ->
                                                        message.hasPong()
                                                                && message.getPong().getSequence()
                                                                        == 5));
    }

    @Test
    void registersAgainWhenThePingSaysItIsDisconnected() {
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        one.send(message -> message.setPing(Ping.newBuilder().setSequence(1).setConnected(false)));
        await().until(
                        () ->
                                one.heard.stream().filter(message -> message.hasRegister()).count()
                                        == 2);
    }

    @Test
    void connectsAgainWhenPingsStayAway() {
        one.pingTimeoutMillis = 300;
        link.start();
        awaitInput(new Input.LinkClosed());
        await().until(() -> one.connections() + two.connections() > 1);
    }

    @Test
    void tellsAllItHoldsWithItsId() {
        link.start();
        awaitInput(new Input.Registered("master-S0"));
        link.reregister(
                new Effect.Reregister("me", new Effect.Holdings(List.of(), List.of(), List.of())));
        await().until(() -> one.heard.stream().anyMatch(message -> message.hasReregister()));
        assertThat(one.heard.getLast().getReregister().getFacts().getAgentInfo().toStringUtf8())
                .contains("me");
    }

    private void startWithALongBackoff() {
        link =
                unstarted(
                        List.of(first, second),
                        Duration.ofMinutes(1),
                        address -> InProcessChannelBuilder.forName(address).build());
        link.start();
    }

    @Test
    void asksAgainSoonWhileTheMastersKnowOfNoLeader() {
        one.leader = "";
        two.leader = "";
        startWithALongBackoff();
        await().until(() -> one.connections() > 1 && two.connections() > 1);
        two.leader = null;
        awaitInput(new Input.Registered("master-S0"));
    }

    @Test
    void asksAnotherAtOnceWhenItHasLostItsLeader() {
        startWithALongBackoff();
        awaitInput(new Input.Registered("master-S0"));
        one.close();
        await().until(() -> two.heard.stream().anyMatch(message -> message.hasRegister()));
    }

    @Test
    void asksAgainSoonWhenTheLeaderThatIsNamedIsGone() {
        one.leader = "gone";
        two.leader = "gone";
        startWithALongBackoff();
        await().until(() -> one.connections() > 1 && two.connections() > 1);
        one.leader = second;
        two.leader = null;
        awaitInput(new Input.Registered("master-S0"));
    }

    @Test
    void isNotSentRoundInCirclesWithoutAPause() {
        one.leader = second;
        two.leader = first;
        startWithALongBackoff();
        await().until(() -> one.connections() > 3);
        assertThat(one.connections()).isLessThan(100);
        two.leader = null;
        awaitInput(new Input.Registered("master-S0"));
    }

    @Test
    void leavesAMasterThatGivesNoSignOfLife() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ScriptedMaster alive = ScriptedMaster.at(0)) {
            link =
                    unstarted(
                            List.of(
                                    "127.0.0.1:" + frozen.getLocalPort(),
                                    "127.0.0.1:" + alive.port()),
                            Duration.ofMinutes(1),
                            address ->
                                    NettyChannelBuilder.forTarget(address).usePlaintext().build());
            link.start();
            awaitInput(new Input.Registered("master-S0"));
        }
    }

    @Test
    void triesEachAddressOfANameThatHasSeveral() {
        MasterRounds rounds =
                new MasterRounds(
                        List.of("leader:5055", "masters:5055", "[::1]:5056", "unknown:5055"),
                        host ->
                                switch (host) {
                                    case "leader" -> addresses("10.0.0.9");
                                    case "masters" -> addresses("10.0.0.1", "10.0.0.2", "fd00::3");
                                    default -> throw new UnknownHostException(host);
                                });
        List<String> round = new ArrayList<>();
        do {
            round.add(rounds.next());
        } while (!rounds.isOver());
        assertThat(round)
                .hasSize(6)
                .startsWith("leader:5055")
                .contains("10.0.0.1:5055", "10.0.0.2:5055", "[fd00:0:0:0:0:0:0:3]:5055")
                .endsWith("[::1]:5056", "unknown:5055");
        assertThat(rounds.next()).as("the next round").isEqualTo("leader:5055");
    }

    private static InetAddress[] addresses(String... texts) {
        return Stream.of(texts)
                .map(
                        text -> {
                            try {
                                return InetAddress.getByName(text);
                            } catch (UnknownHostException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .toArray(InetAddress[]::new);
    }
}
