package io.mesocosm.master.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Chains of slots against sets that keep their order. */
class LinksTest {
    private final Links<String> links = new Links<>();

    private static int[] array(Set<Integer> slots) {
        return slots.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void keepsTheOrderInWhichMembersCameUnderRandomWrites() {
        Random random = new Random(5);
        Map<String, Set<Integer>> model = new HashMap<>();
        Map<Integer, String> owners = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int slot = random.nextInt(500);
            String present = owners.remove(slot);
            String owner = present != null ? present : "o" + random.nextInt(7);
            Set<Integer> members = model.computeIfAbsent(owner, _ -> new LinkedHashSet<>());
            if (present != null) {
                links.remove(owner, slot);
                members.remove(slot);
            } else {
                owners.put(slot, owner);
                links.add(owner, slot);
                members.add(slot);
            }
            assertThat(links.of(owner)).isEqualTo(array(members));
            assertThat(links.count(owner)).isEqualTo(members.size());
        }
        model.forEach((owner, slots) -> assertThat(links.of(owner)).isEqualTo(array(slots)));
    }

    @Test
    void anOwnerWithoutMembersHasNone() {
        links.add("o", 3);
        links.remove("o", 3);
        assertThat(links.of("o")).isEmpty();
        assertThat(links.of("nobody")).isEmpty();
        assertThat(links.count("nobody")).isZero();
    }
}
