package io.mesocosm.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Goal: the laws of the algebra hold for resources with every trait. Method: seeded random values;
 * a failure names the seed.
 */
class LawsTest {
    private static final int SEEDS = 5000;

    private static void forSeeds(LongConsumer law) {
        LongStream.range(0, SEEDS).forEach(law);
    }

    @Test
    void addingThenSubtractingGivesBackTheSame() {
        forSeeds(
                seed -> {
                    RandomResources random = new RandomResources(seed);
                    Resources a = random.next();
                    // Sets that overlap add up to less than both: the law is one of scalars there.
                    Resources b = random.next().scalars();
                    assertThat(a.plus(b).minus(b)).as("seed %d", seed).isEqualTo(a);
                });
    }

    @Test
    void additionCommutesAndAssociates() {
        forSeeds(
                seed -> {
                    RandomResources random = new RandomResources(seed);
                    Resources a = random.next();
                    Resources b = random.next();
                    Resources c = random.next();
                    assertThat(a.plus(b)).as("seed %d", seed).isEqualTo(b.plus(a));
                    assertThat(a.plus(b).hashCode()).isEqualTo(b.plus(a).hashCode());
                    assertThat(a.plus(b).plus(c)).as("seed %d", seed).isEqualTo(a.plus(b.plus(c)));
                });
    }

    @Test
    void aSumContainsItsParts() {
        forSeeds(
                seed -> {
                    RandomResources random = new RandomResources(seed);
                    Resources a = random.next();
                    Resources b = random.next();
                    assertThat(a.plus(b).contains(a)).as("seed %d", seed).isTrue();
                    assertThat(a.plus(b).contains(b)).as("seed %d", seed).isTrue();
                });
    }

    @Test
    void containedIsWhatSubtractsWhole() {
        forSeeds(
                seed -> {
                    RandomResources random = new RandomResources(seed);
                    Resources a = random.next();
                    Resources b = random.next();
                    boolean whole = a.minus(b).plus(b).equals(a);
                    assertThat(a.contains(b)).as("seed %d: %s in %s", seed, b, a).isEqualTo(whole);
                });
    }

    @Test
    void rangesAreTheSetsTheyStandFor() {
        forSeeds(
                seed -> {
                    RandomResources random = new RandomResources(seed);
                    Ranges a = random.ranges();
                    Ranges b = random.ranges();
                    Set<Long> union = numbers(a);
                    union.addAll(numbers(b));
                    Set<Long> rest = numbers(a);
                    rest.removeAll(numbers(b));
                    Set<Long> common = numbers(a);
                    common.retainAll(numbers(b));
                    assertThat(numbers(a.union(b))).as("seed %d", seed).isEqualTo(union);
                    assertThat(numbers(a.minus(b))).as("seed %d", seed).isEqualTo(rest);
                    assertThat(numbers(a.intersection(b))).as("seed %d", seed).isEqualTo(common);
                    assertThat(a.contains(b)).isEqualTo(numbers(a).containsAll(numbers(b)));
                    assertThat(a.size()).isEqualTo(numbers(a).size());
                    for (long n = 0; n < 75; n++) {
                        assertThat(a.contains(n)).isEqualTo(numbers(a).contains(n));
                    }
                });
    }

    private static Set<Long> numbers(Ranges ranges) {
        Set<Long> result = new HashSet<>();
        for (Ranges.Range range : ranges.ranges()) {
            for (long n = range.begin(); n <= range.end(); n++) {
                result.add(n);
            }
        }
        return result;
    }
}
