package io.mesocosm.master.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.state.Snapshots;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import org.junit.jupiter.api.Test;

/** What the operator API's reads say of a state (spec §3). */
class SnapshotAnswersTest {
    private static final Snapshot SNAPSHOT =
            Snapshots.with(
                    Snapshots.pages(Snapshots.framework()),
                    Snapshots.pages(Snapshots.executor("e", "cpus:1")));

    private static Response answer(Call.Type type) {
        return new SnapshotAnswers(SNAPSHOT).response(type);
    }

    @Test
    void anExecutorHasItsFrameworkAndTheRoleOfItsResources() {
        Response.GetExecutors.Executor executor =
                answer(Call.Type.GET_EXECUTORS).getGetExecutors().getExecutors(0);
        ExecutorInfo info = executor.getExecutorInfo();
        assertThat(info.getFrameworkId().getValue()).isEqualTo("m-0000");
        assertThat(info.getResources(0).getAllocationInfo().getRole()).isEqualTo("dev");
        assertThat(executor.getAgentId().getValue()).isEqualTo("m-S0");
    }

    @Test
    void theWholeStateIsMadeOfItsParts() {
        Response.GetState state = answer(Call.Type.GET_STATE).getGetState();
        assertThat(state.getGetTasks()).isEqualTo(answer(Call.Type.GET_TASKS).getGetTasks());
        assertThat(state.getGetExecutors())
                .isEqualTo(answer(Call.Type.GET_EXECUTORS).getGetExecutors());
        assertThat(state.getGetAgents()).isEqualTo(answer(Call.Type.GET_AGENTS).getGetAgents());
        assertThat(state.getGetFrameworks())
                .isEqualTo(answer(Call.Type.GET_FRAMEWORKS).getGetFrameworks());
        assertThat(state.getGetFrameworks().getFrameworks(0).getOffersCount()).isEqualTo(1);
        assertThat(state.getGetAgents().getRecoveredAgentsCount()).isEqualTo(1);
    }
}
