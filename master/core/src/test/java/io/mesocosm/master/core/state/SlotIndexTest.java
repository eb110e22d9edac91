package io.mesocosm.master.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index against a HashMap, with keys that mostly collide. */
class SlotIndexTest {
    private final SlotIndex<Key> index = new SlotIndex<>();

    private record Key(int number) {
        @Override
        public int hashCode() {
            return number % 13;
        }
    }

    @Test
    void findsEveryKeyAndNoOtherUnderRandomWrites() {
        Random random = new Random(3);
        Map<Key, Integer> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Key key = new Key(random.nextInt(300));
            Integer slot = model.remove(key);
            if (slot != null) {
                assertThat(index.release(key)).isEqualTo(slot);
            } else {
                assertThat(index.find(key)).isEqualTo(SlotIndex.ABSENT);
                assertThat(index.release(key)).isEqualTo(SlotIndex.ABSENT);
                model.put(key, index.claim(key));
            }
            if (i % 100 == 0) {
                model.forEach((k, s) -> assertThat(index.find(k)).isEqualTo(s));
            }
        }
        assertThat(index.size()).isEqualTo(model.size());
        assertThat(new HashSet<>(model.values())).hasSameSizeAs(model.values());
    }

    @Test
    void givesTheSlotsOfKeysThatLeftOutAgain() {
        List<Key> keys = new ArrayList<>();
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.add(new Key(i));
            slots.add(index.claim(keys.getLast()));
        }
        Collections.shuffle(keys, new Random(1));
        keys.forEach(index::release);
        assertThat(index.size()).isZero();
        Set<Integer> again = new HashSet<>();
        keys.forEach(key -> again.add(index.claim(key)));
        assertThat(again).isEqualTo(slots);
    }
}
