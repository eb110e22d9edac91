package io.mesocosm.agent.server.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.inprocess.InProcessChannelBuilder;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.Ping;
import io.mesocosm.protocol.v1.AgentInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
        try {
            AgentFacts facts =
                    AgentFacts.newBuilder()
                            .setProtocol(1)
                            .setAgentInfo(
                                    AgentInfo.newBuilder().setHostname("h").build().toByteString())
                            .build();
            return new MasterLink(
                    new MasterLink.Plan(
                            List.of(first, second),
                            facts,
                            Duration.ofMillis(10),
                            address -> InProcessChannelBuilder.forName(address).build()),
                    TermFile.open(folder.resolve("meta")),
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
}
