package io.mesocosm.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes resources with every trait from a seed, small enough that two often overlap. */
final class RandomResources {
    private final SplittableRandom random;

    RandomResources(long seed) {
        random = new SplittableRandom(seed);
    }

    Resources next() {
        List<Resource> items = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            items.add(resource());
        }
        return Resources.of(items);
    }

    Ranges ranges() {
        List<Ranges.Range> ranges = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            long begin = random.nextInt(60);
            ranges.add(new Ranges.Range(begin, begin + random.nextInt(10)));
        }
        return Ranges.of(ranges);
    }

    private Resource resource() {
        Value value =
                switch (random.nextInt(3)) {
                    case 0 -> new Value.Scalar(random.nextInt(5000));
                    case 1 -> ranges();
                    default ->
                            new Value.Items(
                                    random.ints(3, 0, 5).mapToObj(i -> "item" + i).toList());
                };
        String name =
                value instanceof Value.Scalar
                        ? List.of("cpus", "mem", "disk").get(random.nextInt(3))
                        : value instanceof Ranges ? "ports" : "zones";
        return new Resource(name, value, traits(name));
    }

    private Traits traits(String name) {
        Traits traits = Traits.PLAIN;
        if (random.nextInt(3) == 0) {
            traits = traits.withReservations(List.of(Reservation.ofStatic("role")));
        }
        if (random.nextInt(4) == 0) {
            traits = traits.withRevocable(true);
        }
        if (random.nextInt(5) == 0) {
            traits = traits.withAllocationRole("role");
        }
        if (name.equals("disk") && random.nextInt(2) == 0) {
            String id = "volume" + random.nextInt(3);
            traits =
                    traits.withDisk(
                                    new Disk(
                                            new Disk.Persistence(id, null),
                                            new Disk.Volume("data", false, null),
                                            null))
                            .withShared(random.nextBoolean());
        }
        return traits;
    }
}
