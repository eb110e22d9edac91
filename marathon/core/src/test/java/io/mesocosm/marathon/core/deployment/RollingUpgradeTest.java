package io.mesocosm.marathon.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.UpgradeStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of spec §3 for N=10 and around it. */
class RollingUpgradeTest {

    @ParameterizedTest(name = "target {0} running {1} healthy {2} strategy {3}/{4}")
    @CsvSource({
        "10, 10, 10, 1,   1,   20, 0",
        "10, 10, 10, 0.5, 0,   10, 5",
        "10, 10, 10, 1,   0,   11, 0",
        "10, 10, 10, 0,   0,   10, 10",
        "10, 10, 10, 0.5, 0.5, 15, 5",
        "5,  10, 10, 1,   1,   10, 5",
        "5,  10, 4,  1,   1,   10, 5",
        "10, 10, 8,  0.5, 0,   10, 3",
        "10, 5,  5,  1,   1,   20, 0",
        "1,  1,  1,  1,   0,   2,  0",
        "3,  3,  3,  0.5, 0.2, 3,  1",
        "1,  1,  1,  0,   0,   1,  1"
    })
    void limits(ArgumentsAccessor row) {
        RollingUpgrade limits =
                RollingUpgrade.of(
                        whole(row, 0),
                        whole(row, 1),
                        whole(row, 2),
                        new UpgradeStrategy(
                                Double.parseDouble(String.valueOf(row.get(3))),
                                Double.parseDouble(String.valueOf(row.get(4)))));
        assertThat(limits).isEqualTo(new RollingUpgrade(whole(row, 5), whole(row, 6)));
    }

    @ParameterizedTest
    @CsvSource({"10,0,10,0", "10,4,5,1", "20,0,10,10", "15,0,10,5", "15,10,5,0", "10,0,12,0"})
    void startsWhatFits(int capacity, int fresh, int old, int start) {
        assertThat(new RollingUpgrade(capacity, 0).mayStart(10, fresh, old)).isEqualTo(start);
    }

    private static int whole(ArgumentsAccessor row, int index) {
        return Integer.parseInt(String.valueOf(row.get(index)).strip());
    }
}
