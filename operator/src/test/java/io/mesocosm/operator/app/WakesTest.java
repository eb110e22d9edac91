package io.mesocosm.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WakesTest {
    private static final ResourceID ONE = new ResourceID("one", "n");
    private static final ResourceID OTHER = new ResourceID("other", "n");

    private final List<ResourceID> woken = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Wakes wakes = new Wakes(woken::add, later::add);

    private void aWhilePasses() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void looksOnceForWhatManyTasksTellAndOnceMoreForTheLastOfThem() {
        for (int task = 0; task < 100; task++) {
            wakes.task(ONE);
        }
        assertThat(woken).containsExactly(ONE);
        aWhilePasses();
        assertThat(woken).containsExactly(ONE, ONE);
        aWhilePasses();
        assertThat(woken).as("nothing more was told").containsExactly(ONE, ONE);
        assertThat(later).isEmpty();
        wakes.task(ONE);
        assertThat(woken).hasSize(3);
    }

    @Test
    void looksAtOnceForWhatIsToldOfTheWholeApp() {
        wakes.task(ONE);
        wakes.app(ONE);
        wakes.app(ONE);
        assertThat(woken).containsExactly(ONE, ONE, ONE);
    }

    @Test
    void letsNoAppWaitForAnother() {
        wakes.task(ONE);
        wakes.task(OTHER);
        assertThat(woken).containsExactly(ONE, OTHER);
    }
}
