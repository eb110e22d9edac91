package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.launch.LaunchQueue;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.offer.Match;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.OfferMatcher;
import io.mesocosm.marathon.core.offer.OfferStock;
import io.mesocosm.marathon.core.offer.Reject;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Puts waiting instances onto offers, and asks for offers only while some wait (spec §4.2). */
final class Launches {

    private static final int REVIVE_BURST = 10;

    private final World world;
    private int tokens;
    private boolean suppressed;
    private double revives = REVIVE_BURST;
    private Instant revivesAt;
    private boolean reviveTimer;
    private final Set<String> subscribedRoles = new LinkedHashSet<>();
    private final Map<PathId, Instant> delayTimers = new HashMap<>();

    Launches(World world) {
        this.world = world;
        this.subscribedRoles.add(world.settings.mesosRole());
        this.tokens = world.settings.launchTokens();
        this.revivesAt = world.now;
    }

    /** One app's turn in a round: who waits, and where its instances are. */
    private static final class Turn {
        final App app;
        final LaunchQueue.Entry entry;
        final Deque<Instance> waiting;
        final List<Placement> placed;
        int next;

        Turn(App app, LaunchQueue.Entry entry, Deque<Instance> waiting, List<Placement> placed) {
            this.app = app;
            this.entry = entry;
            this.waiting = waiting;
            this.placed = placed;
        }
    }

    /** Matches the offers against the queue, an instance of each app in turn. */
    void offers(List<Offer> offers) {
        Map<OfferStock, List<TaskSpec>> stocks = new LinkedHashMap<>();
        offers.forEach(o -> stocks.put(new OfferStock(o), new ArrayList<>()));
        List<OfferStock> order = List.copyOf(stocks.keySet());
        Deque<Turn> turns = new ArrayDeque<>(turns());
        while (!turns.isEmpty() && tokens > 0) {
            Turn turn = turns.poll();
            if (place(turn, order, stocks) && !turn.waiting.isEmpty()) {
                turns.add(turn);
            }
        }
        boolean limited = !turns.isEmpty();
        List<String> unused = new ArrayList<>();
        stocks.forEach(
                (stock, tasks) -> {
                    if (tasks.isEmpty()) {
                        unused.add(stock.offer().id());
                    } else {
                        world.emit(
                                new Effect.Accept(
                                        stock.offer().id(),
                                        List.copyOf(tasks),
                                        refusal(limited || isFull(stock))));
                    }
                });
        if (!unused.isEmpty()) {
            world.emit(new Effect.Decline(unused, refusal(limited)));
        }
        cleanQueue();
    }

    private Duration refusal(boolean wantMore) {
        return wantMore ? Duration.ofSeconds(1) : world.settings.declineOfferDuration();
    }

    private boolean isFull(OfferStock stock) {
        return stock.launched() >= world.settings.maxInstancesPerOffer();
    }

    private List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        for (LaunchQueue.Entry entry : world.queue.entries()) {
            App app = world.root.app(entry.app());
            if (app != null && world.delays.until(app, world.now) == null) {
                List<Instance> all = world.instances.of(app.id());
                Deque<Instance> waiting = new ArrayDeque<>();
                all.stream().filter(Instance::isWaiting).forEach(waiting::add);
                if (!waiting.isEmpty()) {
                    turns.add(new Turn(app, entry, waiting, placed(app, all)));
                }
            }
        }
        return turns;
    }

    private static List<Placement> placed(App app, List<Instance> all) {
        List<Placement> placed = new ArrayList<>();
        if (!app.constraints().isEmpty()) {
            for (Instance instance : all) {
                Task task = instance.task();
                if (task != null && World.isCurrent(instance, app)) {
                    placed.add(task.placement());
                }
            }
        }
        return placed;
    }

    /** Launches one instance on the next offer that suits, so that offers fill up evenly. */
    private boolean place(
            Turn turn, List<OfferStock> order, Map<OfferStock, List<TaskSpec>> stocks) {
        Map<OfferStock, Reject> rejects = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            OfferStock stock = order.get((turn.next + i) % order.size());
            if (isFull(stock)) {
                continue;
            }
            Match match =
                    OfferMatcher.match(stock, turn.app, turn.placed, world.now, world.ids.next());
            switch (match) {
                case Match.No no -> rejects.put(stock, no.reason());
                case Match.Yes yes -> {
                    turn.next = (turn.next + i + 1) % order.size();
                    TaskSpec spec = launch(turn, stock, yes);
                    Objects.requireNonNull(stocks.get(stock)).add(spec);
                    return true;
                }
            }
        }
        rejects.forEach((stock, why) -> turn.entry.stats().unused(stock.offer(), why, world.now));
        return false;
    }

    private TaskSpec launch(Turn turn, OfferStock stock, Match.Yes match) {
        Instance instance = turn.waiting.remove();
        App app = turn.app;
        Placement placement = stock.offer().placement();
        TaskId taskId = instance.nextTaskId();
        List<Integer> hostPorts = match.hostPorts().stream().filter(Objects::nonNull).toList();
        Task task = Task.launched(taskId, placement, hostPorts, world.now);
        stock.take(match.used());
        tokens--;
        if (!app.constraints().isEmpty()) {
            turn.placed.add(placement);
        }
        turn.entry.stats().used(stock.offer(), world.now);
        world.put(instance.provisioned(task, app.version(), app.role(), world.now));
        world.timers.at(
                world.now.plus(world.settings.taskLaunchTimeout()),
                new Timer.LaunchOverdue(instance.id(), taskId));
        return spec(instance, app, stock, match);
    }

    private TaskSpec spec(Instance instance, App app, OfferStock stock, Match.Yes match) {
        Placement placement = stock.offer().placement();
        List<Integer> container =
                TaskEnvironment.containerPorts(app, match.hostPorts(), world.ids.next());
        List<Integer> visible = new ArrayList<>();
        for (int i = 0; i < container.size(); i++) {
            Integer host = match.hostPorts().get(i);
            visible.add(host == null ? container.get(i) : host);
        }
        Map<String, String> environment =
                TaskEnvironment.of(
                        app,
                        instance.nextTaskId(),
                        visible,
                        new TaskEnvironment.Site(
                                placement.host(),
                                world.settings.envVarsPrefix(),
                                enforcesRole(app)));
        return new TaskSpec(
                instance.nextTaskId(),
                instance.id(),
                app,
                placement.agentId(),
                placement.host(),
                match.used(),
                match.hostPorts(),
                container,
                environment);
    }

    private boolean enforcesRole(App app) {
        var top = world.root.group(app.id().topLevel());
        return top != null && top.enforceRole();
    }

    private void cleanQueue() {
        for (LaunchQueue.Entry entry : world.queue.entries()) {
            if (waiting(entry.app()) == 0) {
                world.queue.remove(entry.app());
            }
        }
    }

    private long waiting(PathId app) {
        return world.instances.of(app).stream().filter(Instance::isWaiting).count();
    }

    /** One more may be launched because one has come up (spec §4.2, rates). */
    void returnToken() {
        tokens = Math.min(tokens + 1, world.settings.launchTokens());
    }

    void refillTokens() {
        if (tokens == 0) {
            world.demand = true;
        }
        tokens = world.settings.launchTokens();
        world.timers.at(world.now.plus(world.settings.launchTokenInterval()), new Timer.Tokens());
    }

    /** A new subscription knows nothing of earlier suppression. */
    void subscribed() {
        suppressed = false;
        world.demand = true;
        subscribedRoles.clear();
        subscribedRoles.add(world.settings.mesosRole());
    }

    void delayOver(PathId app) {
        delayTimers.remove(app);
        world.demand = true;
    }

    void reviveAllowed() {
        reviveTimer = false;
    }

    /** Revives, or suppresses, as the queue demands; called at the end of every step. */
    void askForOffers() {
        cleanQueue();
        if (!world.connected) {
            return;
        }
        List<String> roles = roles();
        if (subscribedRoles.addAll(roles)) {
            world.emit(new Effect.UpdateRoles(List.copyOf(subscribedRoles)));
        }
        boolean wanted = wantsOffers();
        if (wanted && (world.demand || suppressed)) {
            revive(roles);
        } else if (!wanted && !suppressed && world.settings.suppressOffers()) {
            world.emit(new Effect.Suppress(List.copyOf(subscribedRoles)));
            suppressed = true;
        }
        if (!wanted) {
            world.demand = false;
        }
    }

    private boolean wantsOffers() {
        boolean wanted = false;
        for (LaunchQueue.Entry entry : world.queue.entries()) {
            App app = world.root.app(entry.app());
            Instant until = app == null ? null : world.delays.until(app, world.now);
            if (app != null && until == null) {
                wanted = true;
            } else if (until != null && !until.equals(delayTimers.put(entry.app(), until))) {
                world.timers.at(until, new Timer.DelayOver(entry.app()));
            }
        }
        return wanted;
    }

    /** The roles to ask offers for: Marathon's own, and those of the apps. */
    private List<String> roles() {
        Set<String> roles = new LinkedHashSet<>();
        roles.add(world.settings.mesosRole());
        world.queue.entries().stream()
                .map(e -> world.root.app(e.app()))
                .filter(Objects::nonNull)
                .forEach(a -> roles.add(a.role()));
        return List.copyOf(roles);
    }

    private void revive(List<String> roles) {
        double interval = Math.max(1, world.settings.minReviveInterval().toMillis());
        double earned = Duration.between(revivesAt, world.now).toMillis() / interval;
        revives = Math.min(REVIVE_BURST, revives + earned);
        revivesAt = world.now;
        if (revives >= 1) {
            revives--;
            world.emit(new Effect.Revive(roles));
            suppressed = false;
            world.demand = false;
        } else if (!reviveTimer) {
            reviveTimer = true;
            world.timers.at(
                    world.now.plus(world.settings.minReviveInterval()), new Timer.ReviveAllowed());
        }
    }
}
