package io.mesocosm.agent.server.operator;

import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.server.container.CommandForms;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.Usage;
import io.mesocosm.protocol.v1.ContainerStatus;
import io.mesocosm.protocol.v1.ResourceStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The running containers with what they use. Blocks for the reading of cgroups. */
final class ContainerList {
    private final Containerizer containerizer;

    /** One container, a nested one with its parent in its id. */
    record Item(
            AgentView.ExecutorView executor,
            ContainerId id,
            ContainerStatus status,
            @Nullable ResourceStatistics statistics) {}

    ContainerList(Containerizer containerizer) {
        this.containerizer = containerizer;
    }

    List<Item> of(AgentView view, boolean nested) {
        List<Item> items = new ArrayList<>();
        for (AgentView.FrameworkView framework : view.frameworks()) {
            for (AgentView.ExecutorView executor : framework.executors()) {
                ContainerFacts facts = executor.facts();
                if (facts == null) {
                    continue;
                }
                items.add(item(executor, facts));
                if (nested) {
                    executor.launched().stream()
                            .filter(task -> task.container() != null && !task.statuses().isEmpty())
                            .forEach(task -> addNested(items, executor, task));
                }
            }
        }
        return items;
    }

    private void addNested(
            List<Item> items, AgentView.ExecutorView executor, AgentView.TaskView task) {
        ContainerFacts facts = task.statuses().getLast().container();
        if (facts != null) {
            items.add(item(executor, facts));
        }
    }

    private Item item(AgentView.ExecutorView executor, ContainerFacts facts) {
        return new Item(executor, facts.id(), Statuses.container(facts), statistics(facts.id()));
    }

    private @Nullable ResourceStatistics statistics(ContainerId id) {
        Optional<Usage> usage = containerizer.usage(CommandForms.id(id));
        return usage.map(ContainerList::statistics).orElse(null);
    }

    private static ResourceStatistics statistics(Usage usage) {
        ResourceStatistics.Builder message =
                ResourceStatistics.newBuilder().setTimestamp(StateTime.seconds(usage.timestamp()));
        usage.cpusUserTimeSecs().ifPresent(message::setCpusUserTimeSecs);
        usage.cpusSystemTimeSecs().ifPresent(message::setCpusSystemTimeSecs);
        usage.cpusLimit().ifPresent(message::setCpusLimit);
        usage.cpusNrPeriods().ifPresent(periods -> message.setCpusNrPeriods((int) periods));
        usage.cpusNrThrottled().ifPresent(throttled -> message.setCpusNrThrottled((int) throttled));
        usage.cpusThrottledTimeSecs().ifPresent(message::setCpusThrottledTimeSecs);
        usage.memRssBytes().ifPresent(message::setMemRssBytes);
        usage.memTotalBytes().ifPresent(message::setMemTotalBytes);
        usage.memCacheBytes().ifPresent(message::setMemCacheBytes);
        usage.memLimitBytes().ifPresent(message::setMemLimitBytes);
        usage.memSoftLimitBytes().ifPresent(message::setMemSoftLimitBytes);
        usage.processes().ifPresent(processes -> message.setProcesses((int) processes));
        usage.threads().ifPresent(threads -> message.setThreads((int) threads));
        return message.build();
    }
}
