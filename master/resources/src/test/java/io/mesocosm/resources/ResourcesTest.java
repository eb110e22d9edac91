package io.mesocosm.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what merges, what is contained, what the filters pick. Method: small cases from Mesos. */
class ResourcesTest {
    private static final Reservation ALICE = Reservation.ofDynamic("role", "alice");

    private static Resource volume(String id, double size) {
        return Resource.scalar("disk", size)
                .reserved(ALICE)
                .withTraits(
                        Traits.PLAIN
                                .withReservations(List.of(ALICE))
                                .withDisk(
                                        new Disk(
                                                new Disk.Persistence(id, "alice"),
                                                new Disk.Volume("data", false, null),
                                                null)));
    }

    private static Resource mount(double size) {
        Disk.Source source =
                new Disk.Source(Disk.SourceType.MOUNT, "/mnt", null, null, Labels.NONE, null);
        return Resource.scalar("disk", size)
                .withTraits(Traits.PLAIN.withDisk(new Disk(null, null, source)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus:2;mem:10 | cpus:1 | true",
                "cpus:1 | cpus:1.001 | false",
                "cpus:1 | cpus:1.0004 | true",
                "ports:[1-10] | ports:[2-3, 9-10] | true",
                "ports:[1-10] | ports:[10-11] | false",
                "ports:[1-2, 4-5] | ports:[1-5] | false",
                "zones:{a,b} | zones:{b} | true",
                "zones:{a,b} | zones:{c} | false",
                "cpus(a):2 | cpus:1 | false",
                "cpus:2 | cpus(a):1 | false",
                "cpus:2 | {} | true",
                "cpus:[1-2] | cpus:1 | false"
            })
    void contains(String whole, String part, boolean contained) {
        Resources wanted = part.equals("{}") ? Resources.EMPTY : Resources.parse(part);
        assertThat(Resources.parse(whole).contains(wanted)).isEqualTo(contained);
    }

    @Test
    void takingMoreThanThereIsLeavesNothingOfIt() {
        assertThat(Resources.parse("cpus:1;mem:5").minus(Resources.parse("cpus:2")))
                .isEqualTo(Resources.parse("mem:5"));
    }

    @Test
    void reservationsThatDifferInAnythingStayApart() {
        Resource mine = Resource.scalar("cpus", 1).reserved(ALICE);
        Resource labelled =
                Resource.scalar("cpus", 1)
                        .reserved(
                                new Reservation(
                                        Reservation.Type.DYNAMIC,
                                        "role",
                                        "alice",
                                        new Labels(List.of(new Labels.Label("k", "v")))));
        Resource bobs = Resource.scalar("cpus", 1).reserved(Reservation.ofDynamic("role", "bob"));

        assertThat(Resources.of(mine, labelled, bobs, mine).size()).isEqualTo(3);
        assertThat(Resources.of(mine, labelled).contains(bobs)).isFalse();
    }

    @Test
    void labelsAreEqualInAnyOrder() {
        Labels.Label a = new Labels.Label("a", null);
        Labels.Label b = new Labels.Label("b", "1");
        assertThat(new Labels(List.of(a, b))).isEqualTo(new Labels(List.of(b, a)));
    }

    @Test
    void volumesAndMountDisksAreTakenWhole() {
        assertThat(Resources.of(volume("v1", 10)).contains(volume("v1", 5))).isFalse();
        assertThat(Resources.of(volume("v1", 10)).contains(volume("v1", 10))).isTrue();
        assertThat(Resources.of(mount(10)).contains(mount(5))).isFalse();
        assertThat(Resources.of(mount(10), mount(10)).size()).isEqualTo(2);
        assertThat(Resources.of(mount(10)).minus(mount(5))).isEqualTo(Resources.of(mount(10)));
    }

    @Test
    void aVolumeIsTheSameHoweverItIsMounted() {
        Resource elsewhere =
                volume("v1", 10)
                        .withTraits(
                                volume("v1", 10)
                                        .traits()
                                        .withDisk(
                                                new Disk(
                                                        new Disk.Persistence("v1", null),
                                                        new Disk.Volume("other", true, null),
                                                        null)));
        assertThat(Resources.of(volume("v1", 10)).contains(elsewhere)).isTrue();
    }

    @Test
    void aSharedVolumeIsThereOncePerUseAndCountsOnce() {
        Resource shared = volume("v1", 10).withTraits(volume("v1", 10).traits().withShared(true));
        Resources twice = Resources.of(shared, shared);

        assertThat(twice.size()).isEqualTo(2);
        assertThat(twice.disk()).isEqualTo(10);
        assertThat(twice.quantities()).isEqualTo(ResourceQuantities.parse("disk:10"));
        assertThat(twice.minus(shared)).isEqualTo(Resources.of(shared));
        assertThat(Resources.of(shared).contains(twice)).isFalse();
    }

    @Test
    void filtersPickByReservationAndRole() {
        Resources all =
                Resources.parse("cpus:1;cpus(a):2;cpus(a/b):4;mem(c):8;ports:[1-2]")
                        .plus(
                                new Resource(
                                        "cpus",
                                        Value.Scalar.of(16),
                                        Traits.PLAIN.withRevocable(true)));

        assertThat(all.unreserved().nonRevocable())
                .isEqualTo(Resources.parse("cpus:1;ports:[1-2]"));
        assertThat(all.reserved("a")).isEqualTo(Resources.parse("cpus(a):2"));
        assertThat(all.reservations())
                .isEqualTo(
                        Map.of(
                                "a", Resources.parse("cpus(a):2"),
                                "a/b", Resources.parse("cpus(a/b):4"),
                                "c", Resources.parse("mem(c):8")));
        assertThat(all.allocatableTo("a/b").reserved().cpus()).isEqualTo(6);
        assertThat(all.revocable().cpus()).isEqualTo(16);
        assertThat(all.scalars().plus(all.nonScalars())).isEqualTo(all);
        assertThat(all.toUnreserved().nonRevocable().cpus()).isEqualTo(7);
        assertThat(all.ports()).isEqualTo(Ranges.of(1, 2));
    }

    @Test
    void allocationMarksAreSetTakenOffAndGrouped() {
        Resources resources = Resources.parse("cpus:1;mem:2");
        Resources mixed = resources.allocate("a").plus(resources.allocate("b"));

        assertThat(mixed.unallocate()).isEqualTo(Resources.parse("cpus:2;mem:4"));
        assertThat(mixed.allocations()).isEqualTo(Map.of("a", resources, "b", resources));
        assertThat(mixed.allocate("c")).isEqualTo(Resources.parse("cpus:2;mem:4").allocate("c"));
        assertThat(mixed.contains(resources)).isFalse();
    }

    @Test
    void printsAsMesosDoes() {
        Resource full =
                volume("v1", 10)
                        .allocatedTo("role")
                        .withTraits(
                                volume("v1", 10)
                                        .traits()
                                        .withShared(true)
                                        .withAllocationRole("role"));
        assertThat(full)
                .hasToString(
                        "disk(allocated: role)(reservations: [(DYNAMIC,role,alice)])"
                                + "[v1:data:rw]<SHARED>:10");
        assertThat(mount(5)).hasToString("disk[MOUNT:/mnt]:5");
        assertThat(new Resource("cpus", Value.Scalar.of(1), Traits.PLAIN.withRevocable(true)))
                .hasToString("cpus{REV}:1");
    }

    @Test
    void quantitiesAddSubtractAndCompare() {
        ResourceQuantities a = ResourceQuantities.parse("cpus:2;mem:10");
        ResourceQuantities b = ResourceQuantities.parse("cpus:1;gpus:1");

        assertThat(a.plus(b)).isEqualTo(ResourceQuantities.parse("cpus:3;mem:10;gpus:1"));
        assertThat(a.minus(b)).isEqualTo(ResourceQuantities.parse("cpus:1;mem:10"));
        assertThat(a.contains(b)).isFalse();
        assertThat(a.plus(b).contains(b)).isTrue();
        assertThat(ResourceLimits.parse("cpus:2").contains(a)).isTrue();
        assertThat(ResourceLimits.parse("mem:9").contains(a)).isFalse();
    }
}
