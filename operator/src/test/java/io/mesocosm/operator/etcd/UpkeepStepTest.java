package io.mesocosm.operator.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.operator.etcd.UpkeepStep.Compact;
import io.mesocosm.operator.etcd.UpkeepStep.Defragment;
import io.mesocosm.operator.etcd.UpkeepStep.Disarm;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UpkeepStepTest {
    private static final long MB = 1 << 20;
    private static final long QUOTA = 2048 * MB;
    private static final Set<Integer> ALL = Set.of(0, 1, 2);

    private static EtcdMember member(int number, long size, long inUse) {
        return new EtcdMember(number, number == 0, size, inUse, QUOTA, 70 + number);
    }

    private static List<EtcdMember> three(long size, long inUse) {
        return List.of(member(0, size, inUse), member(1, size, inUse), member(2, size, inUse));
    }

    @Test
    void leavesAnEtcdAloneThatIsWell() {
        assertThat(UpkeepStep.next(three(100 * MB, 60 * MB), 3, List.of(), Set.of())).isEmpty();
        assertThat(UpkeepStep.next(three(60 * MB, MB), 3, List.of(), Set.of())).isEmpty();
        assertThat(UpkeepStep.next(List.of(), 3, List.of(), Set.of())).isEmpty();
    }

    @Test
    void defragmentsOneMemberAtATimeAndTheLeaderLast() {
        assertThat(UpkeepStep.next(three(200 * MB, 60 * MB), 3, List.of(), Set.of()))
                .containsExactly(new Defragment(1));
        assertThat(
                        UpkeepStep.next(
                                List.of(
                                        member(0, 200 * MB, 60 * MB),
                                        member(1, 60 * MB, 60 * MB),
                                        member(2, 60 * MB, 60 * MB)),
                                3,
                                List.of(),
                                Set.of()))
                .containsExactly(new Defragment(0));
    }

    @Test
    void pausesNobodyWhileAMemberIsAway() {
        assertThat(UpkeepStep.next(three(200 * MB, 60 * MB).subList(0, 2), 3, List.of(), Set.of()))
                .isEmpty();
    }

    @Test
    void cleansAnEtcdThatIsFull() {
        assertThat(UpkeepStep.next(three(QUOTA, MB), 3, List.of("17"), Set.of()))
                .containsExactly(
                        new Compact(72), new Defragment(1), new Defragment(2), new Defragment(0));
        assertThat(UpkeepStep.next(three(QUOTA, MB).subList(0, 2), 3, List.of("17"), Set.of()))
                .containsExactly(new Compact(71), new Defragment(1), new Defragment(0));
    }

    @Test
    void letsAnEtcdWriteAgainThatHasRoomAfterThat() {
        assertThat(UpkeepStep.next(three(MB, MB), 3, List.of("17", "18"), ALL))
                .containsExactly(new Disarm("17"), new Disarm("18"));
    }

    /** Nothing else would be done for it until those others may be cleaned again. */
    @Test
    void cleansAMemberThatWasAwayWhenTheOthersWere() {
        List<EtcdMember> members =
                List.of(member(0, MB, MB), member(1, MB, MB), member(2, QUOTA, MB));
        assertThat(UpkeepStep.next(members, 3, List.of("17"), Set.of(0, 1)))
                .containsExactly(new Compact(72), new Defragment(2));
    }

    @Test
    void leavesTheAlarmWhereWhatIsInUseFillsTheQuota() {
        assertThat(
                        UpkeepStep.next(
                                three(QUOTA / 100 * 95, QUOTA / 100 * 95), 3, List.of("17"), ALL))
                .isEmpty();
    }
}
