package io.mesocosm.agent.server;

import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Entry;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.server.check.CheckRunner;
import io.mesocosm.agent.server.container.Containers;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.agent.server.executor.ExecutorConnections;
import io.mesocosm.agent.server.link.MasterLink;
import io.mesocosm.agent.server.trace.LaunchTraces;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the core's effects, on the loop's thread; whatever takes time is handed to another.
 */
final class AgentEffects implements Consumer<Effect> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentEffects.class);

    private final Parts parts;
    private final Consumer<Input> inputs;
    private final Consumer<String> stop;

    /** Who does what. */
    record Parts(
            MasterLink link,
            Containers containers,
            CheckRunner checks,
            ExecutorConnections executors,
            Sandboxes sandboxes,
            SandboxFiles files,
            LaunchTraces traces) {}

    AgentEffects(Parts parts, Consumer<Input> inputs, Consumer<String> stop) {
        this.parts = parts;
        this.inputs = inputs;
        this.stop = stop;
    }

    @Override
    public void accept(Effect effect) {
        switch (effect) {
            case Effect.Persist persist -> persisted(persist.entry());
            case Effect.Register _ -> parts.link().register();
            case Effect.Reregister again -> parts.link().reregister(again);
            case Effect.Unregister _ -> parts.link().unregister();
            case Effect.SendUpdate update -> send(update);
            case Effect.SendExecutorExited exited -> parts.link().send(exited);
            case Effect.SendExecutorMessage message -> parts.link().send(message);
            case Effect.LaunchContainer launch -> launch(launch);
            case Effect.UpdateContainer update ->
                    parts.containers().update(update.container(), update.allotment());
            case Effect.SignalContainer signal ->
                    parts.containers().signal(signal.container(), signal.signal());
            case Effect.DestroyContainer destroy -> {
                LOG.info("container={} destroy", destroy.container());
                parts.containers().destroy(destroy.container());
            }
            case Effect.ReleaseContainer release -> parts.containers().release(release.container());
            case Effect.SendToExecutor send -> parts.executors().send(send);
            case Effect.CloseExecutor close -> parts.executors().close(close.connection());
            case Effect.RunCheck check -> parts.checks().run(check);
            case Effect.RemoveSandbox remove -> remove(remove);
            case Effect.Stop end -> stop.accept(end.message());
        }
    }

    private void persisted(Entry entry) {
        if (entry instanceof Entry.AgentNamed(String agentId)) {
            LOG.info("agent={} registered", agentId);
            parts.sandboxes().agentIs(agentId);
            parts.link().agentIs(agentId);
        }
    }

    private void send(Effect.SendUpdate update) {
        Status status = update.status();
        LOG.info(
                "framework={} task={} state={} uuid={} {}",
                update.task().frameworkId(),
                update.task().taskId(),
                status.state().wireName(),
                status.uuid(),
                status.message());
        parts.traces().told(update.task(), status);
        parts.link().send(update);
    }

    private void launch(Effect.LaunchContainer launch) {
        LOG.info(
                "framework={} executor={} task={} container={} launch",
                launch.framework().id(),
                launch.executor().key().executorId(),
                launch.task() == null ? "" : launch.task().key().taskId(),
                launch.container());
        if (launch.container().parent() == null) {
            parts.files().attach(launch.executor().key(), launch.container());
        }
        parts.containers().launch(launch);
    }

    private void remove(Effect.RemoveSandbox remove) {
        LOG.info(
                "executor={} container={} sandbox removed",
                remove.executor().executorId(),
                remove.container());
        parts.files().detach(remove.executor(), remove.container());
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                parts.sandboxes().remove(remove.executor(), remove.container());
                            } catch (IOException e) {
                                LOG.warn(
                                        "container={} its sandbox stays: {}",
                                        remove.container(),
                                        e.toString());
                            }
                            inputs.accept(new Input.SandboxRemoved(remove.container()));
                        });
    }
}
