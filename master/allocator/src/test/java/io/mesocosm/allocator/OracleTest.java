package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the incremental allocator decides as the naive one. Method: random clusters, roles, weights
 * and frameworks; the same seed shuffles the agents of both; the offers must be the same, in order.
 */
class OracleTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void decidesAsTheNaiveAllocator(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Allocator allocator = new Allocator(AllocatorConfig.DEFAULT);
        NaiveAllocator naive = new NaiveAllocator();
        int roles = random.nextInt(1, 6);
        for (int r = 0; r < roles; r++) {
            String role = "role" + r;
            double weight = random.nextInt(1, 4);
            allocator.updateWeight(role, weight);
            naive.weights.put(role, weight);
            List<String> members = new ArrayList<>();
            for (int f = random.nextInt(1, 5); f > 0; f--) {
                members.add(role + "-f" + f);
                allocator.addFramework(role + "-f" + f, FrameworkProfile.of(role), true);
            }
            naive.frameworksByRole.put(role, members);
        }
        List<String> agents = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<String> added = new ArrayList<>();
            for (int a = random.nextInt(1, 40); a > 0; a--) {
                String agent = "agent" + agents.size();
                Resources total = randomTotal(random);
                allocator.addAgent(agent, AgentProfile.of(agent, total), List.of());
                naive.free.put(agent, total);
                naive.total = naive.total.plus(total.quantities());
                agents.add(agent);
                added.add(agent);
            }
            long shuffle = random.nextLong();
            assertThat(allocator.allocateAll(Instant.EPOCH, shuffle))
                    .isEqualTo(naive.allocate(added, shuffle));
            assertThat(allocator.allocateAll(Instant.EPOCH, shuffle)).isEmpty();
        }
    }

    private static Resources randomTotal(SplittableRandom random) {
        return Resources.parse(
                "cpus:%d;mem:%d;disk:%d;ports:[31000-32000]"
                        .formatted(
                                random.nextInt(1, 64),
                                random.nextInt(1, 64) * 512,
                                random.nextInt(1, 100) * 1000));
    }
}
