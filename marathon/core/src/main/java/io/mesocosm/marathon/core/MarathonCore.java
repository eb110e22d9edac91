package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Instance;
import java.time.Instant;
import java.util.List;

/**
 * Marathon's state machine: the only entry is {@link #step}, which is deterministic. One thread
 * owns it. The edge makes the writes of a step durable before it carries out its effects, so that
 * nothing is acknowledged, to clients or to Mesos, that a restart could forget.
 */
public final class MarathonCore {

    private final World world;
    private final Kills kills;
    private final Deployments deployments;
    private final Launches launches;
    private final HealthChecks healthChecks;
    private final Updates updates;
    private final Housekeeping housekeeping;
    private final AppCalls appCalls;
    private final GroupCalls groupCalls;
    private final TaskCalls taskCalls;
    private final View view;

    /** Takes up what was stored; the seed is for ids and arbitrary choices. */
    public MarathonCore(Settings settings, Stored stored, long seed, Instant now) {
        this(settings, stored, Shelf.ENDLESS, seed, now);
    }

    /** As above, over a store that has not room for everything. */
    public MarathonCore(Settings settings, Stored stored, Shelf shelf, long seed, Instant now) {
        world = new World(settings, seed, now);
        kills = new Kills(world);
        deployments = new Deployments(world, kills);
        launches = new Launches(world);
        healthChecks = new HealthChecks(world, kills);
        updates = new Updates(world, kills, launches, healthChecks);
        housekeeping = new Housekeeping(world, kills, deployments);
        Rollout rollout = new Rollout(world, deployments, shelf);
        Definitions definitions = new Definitions(world);
        appCalls = new AppCalls(world, rollout, definitions);
        groupCalls = new GroupCalls(world, rollout, definitions);
        taskCalls = new TaskCalls(world, rollout, deployments, kills);
        view = new View(world, kills);
        new Restart(world, stored).restore();
        takeUp(stored);
    }

    private void takeUp(Stored stored) {
        for (Instance instance : List.copyOf(world.instances.all())) {
            resume(instance);
        }
        stored.deployments().forEach(deployments::start);
        housekeeping.begin();
        launches.refillTokens();
    }

    private void resume(Instance instance) {
        if (!instance.wanted() && !instance.condition().hasTask()) {
            world.remove(instance);
            return;
        }
        switch (instance.condition()) {
            case SCHEDULED -> world.queue.enqueue(instance.app(), world.now);
            case RUNNING -> healthChecks.begin(instance);
            case UNREACHABLE, UNREACHABLE_INACTIVE -> updates.unreachable(instance);
            case PROVISIONED, STAGING, STARTING -> {
                if (instance.taskId() != null) {
                    world.inherited.add(instance.taskId());
                    world.timers.at(
                            world.now.plus(world.settings.taskLaunchTimeout()),
                            new Timer.LaunchOverdue(instance.id(), instance.taskId()));
                }
            }
            case KILLING -> kills.resume(instance);
            case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN ->
                    world.put(instance.rescheduled(world.now));
        }
        if (!instance.wanted()) {
            kills.resume(instance);
        }
    }

    /** What readers may see; to be asked between steps, on the same thread. */
    public View view() {
        return view;
    }

    /** Takes in what happened, in order, and says what is to be stored and done. */
    public Step step(List<Input> batch, Instant now) {
        if (now.isAfter(world.now)) {
            world.now = now;
        }
        batch.forEach(this::handle);
        for (Timer due = world.timers.poll(world.now);
                due != null;
                due = world.timers.poll(world.now)) {
            fire(due);
        }
        settle();
        return world.drain();
    }

    /** Lets one change lead to the next until nothing moves any more. */
    private void settle() {
        while (!world.dirty.isEmpty() || !world.toScale.isEmpty()) {
            deployments.advance();
            housekeeping.balance();
        }
        kills.flush();
        launches.askForOffers();
    }

    private void handle(Input input) {
        switch (input) {
            case Input.Request request ->
                    world.emit(new Effect.Reply(request.number(), answer(request)));
            case Input.Subscribed subscribed -> subscribed(subscribed);
            case Input.Disconnected _ -> {
                if (world.connected) {
                    world.publish(new Event.SchedulerDisconnected());
                }
                world.connected = false;
            }
            case Input.Offers offers -> launches.offers(offers.offers());
            case Input.Update update -> updates.update(update.status());
            case Input.Message message ->
                    world.publish(
                            new Event.FrameworkMessage(
                                    message.executorId(), message.agentId(), message.text()));
            case Input.Probed probed -> healthChecks.probed(probed.result());
            case Input.ReadinessProbed probed -> healthChecks.readinessProbed(probed);
            case Input.Tick _ -> {}
        }
    }

    private Outcome answer(Input.Request request) {
        Claim claim = request.claim();
        return switch (request.command()) {
            case Command.CreateApp c -> appCalls.create(c, claim);
            case Command.UpdateApp c -> appCalls.update(c, claim);
            case Command.UpdateApps c -> appCalls.updateAll(c, claim);
            case Command.DeleteApp c -> appCalls.delete(c, claim);
            case Command.RestartApp c -> appCalls.restart(c, claim);
            case Command.KillTasks c -> taskCalls.kill(c, claim);
            case Command.CreateGroup c -> groupCalls.create(c, claim);
            case Command.UpdateGroup c -> groupCalls.update(c, claim);
            case Command.DeleteGroup c -> groupCalls.delete(c, claim);
            case Command.EnforceRole c -> groupCalls.enforceRole(c);
            case Command.CancelDeployment c -> taskCalls.cancel(c);
            case Command.ResetDelay c -> taskCalls.resetDelay(c);
        };
    }

    private void subscribed(Input.Subscribed subscribed) {
        boolean again = subscribed.frameworkId().equals(world.frameworkId);
        world.connected = true;
        if (!again) {
            world.frameworkId = subscribed.frameworkId();
            world.write(new Write.PutFrameworkId(subscribed.frameworkId()));
        }
        world.publish(
                new Event.SchedulerRegistered(
                        subscribed.frameworkId(), subscribed.master(), again));
        launches.subscribed();
        kills.retry();
        housekeeping.reconcile();
    }

    private void fire(Timer timer) {
        switch (timer) {
            case Timer.HealthProbe t -> healthChecks.probe(t);
            case Timer.ReadinessProbe t -> healthChecks.probeReadiness(t);
            case Timer.DelayOver t -> launches.delayOver(t.app());
            case Timer.LaunchOverdue t -> {
                if (world.connected) {
                    updates.launchOverdue(t);
                } else {
                    world.timers.at(world.now.plus(world.settings.taskLaunchTimeout()), t);
                }
            }
            case Timer.Unreachable t -> updates.stillUnreachable(t);
            case Timer.Kills _ -> kills.retry();
            case Timer.Reconcile _ -> housekeeping.reconcileAgain();
            case Timer.ScaleCheck _ -> housekeeping.scaleCheck();
            case Timer.Tokens _ -> launches.refillTokens();
            case Timer.ReviveAllowed _ -> launches.reviveAllowed();
        }
    }
}
