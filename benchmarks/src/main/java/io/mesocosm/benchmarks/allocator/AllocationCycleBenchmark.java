package io.mesocosm.benchmarks.allocator;

import io.mesocosm.allocator.Allocation;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The time of one full cycle, and of one that finds nothing changed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 30)
@Measurement(iterations = 50)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx2g", "-XX:+UseZGC"})
public class AllocationCycleBenchmark {
    @Param({"10000x1000", "50000x1000", "quota3000"})
    public String size = "";

    private AllocationWorkload workload = AllocationWorkload.oneRole(0, 0);
    private List<Allocation> offers = List.of();

    @Setup(Level.Trial)
    public void build() {
        workload = WorkloadSize.parse(size).build();
    }

    @TearDown(Level.Invocation)
    public void takeBack() {
        workload.takeBack(offers);
    }

    @Benchmark
    public List<Allocation> fullCycle() {
        offers = workload.cycle();
        return offers;
    }
}
