package io.mesocosm.master.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.snapshot.Pages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The paged table against a HashMap, and snapshots against later writes. */
class PagedTableTest {
    private final PagedTable<Integer, String> table = new PagedTable<>();

    @Test
    void behavesAsAMapUnderRandomWrites() {
        Random random = new Random(7);
        Map<Integer, String> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int key = random.nextInt(5_000);
            if (random.nextInt(3) == 0) {
                assertThat(table.remove(key)).isEqualTo(model.remove(key));
            } else {
                table.put(key, "v" + i);
                model.put(key, "v" + i);
            }
            if (random.nextInt(1_000) == 0) {
                table.snapshot();
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
        assertThat(table).containsExactlyInAnyOrderElementsOf(model.values());
        model.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    }

    @Test
    void snapshotsKeepWhatTheySaw() {
        List<Pages<String>> snapshots = new ArrayList<>();
        List<List<String>> expected = new ArrayList<>();
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 100; i++) {
                int key = random.nextInt(3_000);
                if (random.nextBoolean()) {
                    table.put(key, round + "-" + i);
                } else {
                    table.remove(key);
                }
            }
            snapshots.add(table.snapshot());
            expected.add(snapshots.getLast().stream().toList());
        }
        for (int i = 0; i < snapshots.size(); i++) {
            assertThat(snapshots.get(i).stream()).containsExactlyElementsOf(expected.get(i));
            assertThat(snapshots.get(i).size()).isEqualTo(expected.get(i).size());
        }
    }

    @Test
    void aSnapshotSharesThePagesThatAreNotWritten() {
        for (int i = 0; i < 3 * PagedTable.PAGE; i++) {
            table.put(i, "v" + i);
        }
        Pages<String> before = table.snapshot();
        table.put(0, "changed");
        Pages<String> after = table.snapshot();
        assertThat(before.pagesSharedWith(after)).isEqualTo(2);
        assertThat(before.find(v -> v.equals("v0"))).isEqualTo("v0");
        assertThat(after.find(v -> v.equals("changed"))).isEqualTo("changed");
    }
}
