package io.mesocosm.master.server;

import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.RegistryResult;
import io.mesocosm.master.server.link.AgentLinks;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.EffectCarrier;
import io.mesocosm.master.server.operator.OperatorStreams;
import io.mesocosm.master.server.registry.Registrar;
import io.mesocosm.master.server.scheduler.SchedulerStreams;
import io.mesocosm.master.server.trace.LaunchTraces;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each effect to the part of the shell whose it is. */
record EffectDispatch(
        CallTable calls,
        SchedulerStreams streams,
        AgentLinks links,
        Registrar registrar,
        OperatorStreams operators,
        LaunchTraces traces,
        Consumer<Input> core)
        implements EffectCarrier {
    private static final Logger LOG = LoggerFactory.getLogger("io.mesocosm.master");

    @Override
    public void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Reply(var call, var outcome) -> calls.answer(call, outcome);
            case Effect.SendEvent(var stream, String framework, var event) -> {
                traces.told(framework, event);
                streams.send(stream, event);
            }
            case Effect.CloseStream(var stream) -> streams.close(stream);
            case Effect.SendToAgent(var link, _, var command) ->
                    links.send(link, command, traces.traceparent(command));
            case Effect.CloseLink(var link) -> links.close(link);
            case Effect.CommitRegistry commit -> commit(commit);
            case Effect.PublishOperatorEvent(var event) -> {
                traces.told(event);
                operators.publish(event);
            }
            case Effect.LogDecision(var level, String line) -> log(level, line);
            case Effect.StepDown _ -> throw new IllegalStateException("the loop steps down itself");
        }
    }

    private void commit(Effect.CommitRegistry commit) {
        long number = commit.transaction();
        registrar
                .commit(commit.changes())
                .whenComplete(
                        (_, fault) ->
                                core.accept(
                                        fault == null
                                                ? new RegistryResult.RegistryCommitted(number)
                                                : new RegistryResult.RegistryFailed(
                                                        number, String.valueOf(fault))));
    }

    private static void log(Effect.Level level, String line) {
        switch (level) {
            case DEBUG -> LOG.debug(line);
            case INFO -> LOG.info(line);
            case WARN -> LOG.warn(line);
            case ERROR -> LOG.error(line);
        }
    }
}
