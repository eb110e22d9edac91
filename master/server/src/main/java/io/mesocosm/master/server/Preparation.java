package io.mesocosm.master.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.input.RegistryResult;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.server.intake.LinkIntake;
import io.mesocosm.master.server.intake.SchedulerIntake;
import io.mesocosm.master.server.outgoing.AgentCommands;
import io.mesocosm.master.server.outgoing.SchedulerEvents;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.resources.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Takes a state machine of its own through one agent, one framework and an offer, so that a standby
 * has done once what it is to do quickly when it leads. What comes out is made into messages and
 * dropped; {@link #offers()} tells that it came so far.
 */
final class Preparation {
    private final Master master;
    private final AgentCommands commands;
    private final SchedulerEvents events;
    private final Clock clock;
    private Instant now;
    private int offers;

    Preparation(MasterConfig config, MasterInfo info, Clock clock) {
        this.clock = clock;
        this.now = clock.instant();
        // Its framework is nobody, who may be kept from everything.
        this.master = new Master(config.with(Authorizer.OPEN), RegistryContent.EMPTY, now);
        this.commands = new AgentCommands(0, info);
        this.events = new SchedulerEvents(info);
    }

    void run() {
        step(new Tick());
        try {
            step(new LinkIntake(clock).read(registration(), new LinkHandle(1)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a registration of our own", e);
        }
        step(
                SchedulerIntake.read(
                        subscription(),
                        new SchedulerIntake.Caller(
                                new CallHandle(1), new StreamHandle(1), "stream", null, null)));
        now = now.plus(Duration.ofSeconds(2));
        step(new Tick());
    }

    int offers() {
        return offers;
    }

    private void step(Input input) {
        for (Effect effect : master.step(List.of(input), now).all()) {
            if (effect instanceof Effect.SendEvent(_, _, var event)) {
                var message = events.message(event);
                offers += message.getOffers().getOffersCount();
                MessageFormat.JSON.encodeRecord(message);
            } else if (effect instanceof Effect.SendToAgent(_, _, var command)
                    && !(command instanceof AgentCommand.Refused)) {
                commands.message(command, "");
            } else if (effect instanceof Effect.CommitRegistry(long number, _)) {
                step(new RegistryResult.RegistryCommitted(number));
            }
        }
    }

    private static FromAgent registration() {
        AgentInfo info =
                AgentInfo.newBuilder()
                        .setHostname("localhost")
                        .setPort(5051)
                        .addAllResources(
                                ResourceMessages.write(
                                        Resources.parse(
                                                "cpus:4;mem:1024;disk:2048;ports:[31000-32000]"),
                                        ResourceFormat.POST_REFINEMENT))
                        .build();
        FromAgent.Builder message = FromAgent.newBuilder();
        message.getRegisterBuilder()
                .getFactsBuilder()
                .setProtocol(1)
                .setAgentInfo(info.toByteString())
                .setVersion("1.12.0")
                .setAddress("127.0.0.1:5051")
                .addAllCapabilities(
                        List.of("MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"));
        return message.build();
    }

    private static Call subscription() {
        Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        call.getSubscribeBuilder().getFrameworkInfoBuilder().setUser("nobody").setName("none");
        return call.build();
    }
}
