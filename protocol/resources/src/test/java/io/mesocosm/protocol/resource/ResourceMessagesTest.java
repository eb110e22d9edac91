package io.mesocosm.protocol.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.protocol.v1.Resource.ReservationInfo;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Disk;
import io.mesocosm.resources.Labels;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Traits;
import io.mesocosm.resources.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: resources survive the way over the wire in every format, and look as Mesos's clients expect
 * (spec §0.5 item 12). Method: round trips and field checks.
 */
@SuppressWarnings("deprecation") // Resource.role: the pre-refinement format is part of v1.
class ResourceMessagesTest {
    private static final Reservation DYNAMIC =
            new Reservation(
                    Reservation.Type.DYNAMIC,
                    "eng",
                    "alice",
                    new Labels(
                            List.of(new Labels.Label("k", "v"), new Labels.Label("none", null))));

    private static Resource disk(Disk disk) {
        return Resource.scalar("disk", 5)
                .withTraits(new Traits(List.of(DYNAMIC), disk, false, true, "provider", "eng"));
    }

    private static Resources everything() {
        Disk volume =
                new Disk(
                        new Disk.Persistence("v1", "alice"),
                        new Disk.Volume("data", true, "/host"),
                        new Disk.Source(
                                Disk.SourceType.PATH,
                                "/mnt",
                                "vendor",
                                "id",
                                new Labels(List.of(new Labels.Label("m", "d"))),
                                "profile"));
        return Resources.of(
                        Resource.scalar("cpus", 0.125),
                        Resource.ranges("ports", Ranges.of(1, 2).union(Ranges.of(5, 9))),
                        new Resource("zones", new Value.Items(List.of("b", "a")), Traits.PLAIN),
                        new Resource("cpus", Value.Scalar.of(2), Traits.PLAIN.withRevocable(true)),
                        Resource.scalar("mem", 3).reserved(Reservation.ofStatic("eng")),
                        Resource.scalar("mem", 4).reserved(DYNAMIC),
                        disk(volume))
                .plus(Resources.parse("gpus:1").allocate("web"));
    }

    @ParameterizedTest
    @EnumSource(ResourceFormat.class)
    void whatIsWrittenReadsBackTheSame(ResourceFormat format) {
        Resources read = ResourceMessages.read(ResourceMessages.write(everything(), format));

        assertThat(read).isEqualTo(everything());
        // Equality of disks leaves out what the text shows.
        assertThat(read).hasToString(everything().toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = Disk.SourceType.class,
            names = {"MOUNT", "BLOCK", "RAW"})
    void everyKindOfDiskReadsBackTheSame(Disk.SourceType type) {
        String root = type == Disk.SourceType.MOUNT ? "/mnt" : null;
        Resource disk =
                Resource.scalar("disk", 5)
                        .withTraits(
                                Traits.PLAIN.withDisk(
                                        new Disk(
                                                null,
                                                null,
                                                new Disk.Source(
                                                        type,
                                                        root,
                                                        null,
                                                        null,
                                                        Labels.NONE,
                                                        null))));

        assertThat(ResourceMessages.read(ResourceMessages.write(disk, ResourceFormat.ENDPOINT)))
                .isEqualTo(disk);
    }

    @Test
    void refinedReservationsReadBackTheSameAndCannotBeWrittenTheOldWay() {
        Resource refined =
                Resource.scalar("cpus", 1)
                        .reserved(Reservation.ofStatic("eng"))
                        .reserved(Reservation.ofDynamic("eng/web", null));

        for (ResourceFormat format :
                List.of(ResourceFormat.POST_REFINEMENT, ResourceFormat.ENDPOINT)) {
            io.mesocosm.protocol.v1.Resource message = ResourceMessages.write(refined, format);
            assertThat(message.hasRole()).isFalse();
            assertThat(ResourceMessages.read(message)).isEqualTo(refined);
        }
        assertThatThrownBy(() -> ResourceMessages.write(refined, ResourceFormat.PRE_REFINEMENT))
                .hasMessageContaining("eng/web");
    }

    @Test
    void offersComeAsPortsCpusMemDisk() {
        Resources agent = Resources.parse("cpus:4;mem:1024;disk:5;ports:[31000-32000]");

        assertThat(ResourceMessages.writeFor(agent, true))
                .extracting(io.mesocosm.protocol.v1.Resource::getName)
                .containsExactly("ports", "cpus", "mem", "disk");
    }

    @Test
    void unreservedResourcesNameTheirRoleOnlyToThoseWhoDoNotKnowRefinement() {
        Resources agent = Resources.parse("cpus:4");

        assertThat(ResourceMessages.writeFor(agent, true))
                .allMatch(r -> !r.hasRole() && r.getReservationsCount() == 0);
        assertThat(ResourceMessages.writeFor(agent, false))
                .allMatch(r -> r.hasRole() && r.getRole().equals("*") && !r.hasReservation());
    }

    @Test
    void aDynamicReservationIsWrittenInEachFormat() {
        Resource resource = Resource.scalar("cpus", 1).reserved(DYNAMIC);
        io.mesocosm.protocol.v1.Resource old =
                ResourceMessages.write(resource, ResourceFormat.PRE_REFINEMENT);
        io.mesocosm.protocol.v1.Resource both =
                ResourceMessages.write(resource, ResourceFormat.ENDPOINT);
        io.mesocosm.protocol.v1.Resource modern =
                ResourceMessages.write(resource, ResourceFormat.POST_REFINEMENT);

        assertThat(old.getRole()).isEqualTo("eng");
        assertThat(old.getReservation().getPrincipal()).isEqualTo("alice");
        assertThat(old.getReservation().hasRole()).isFalse();
        assertThat(old.getReservation().hasType()).isFalse();
        assertThat(old.getReservationsCount()).isZero();
        assertThat(both.getReservation()).isEqualTo(old.getReservation());
        assertThat(both.getReservationsList()).isEqualTo(modern.getReservationsList());
        assertThat(modern.getReservations(0).getType()).isEqualTo(ReservationInfo.Type.DYNAMIC);
        assertThat(modern.hasRole() || modern.hasReservation()).isFalse();
    }

    @Test
    void zeroResourcesAreLeftOutAndPiecesAddedUp() {
        io.mesocosm.protocol.v1.Resource one =
                ResourceMessages.write(Resource.scalar("cpus", 1), ResourceFormat.POST_REFINEMENT);
        io.mesocosm.protocol.v1.Resource zero =
                ResourceMessages.write(Resource.scalar("mem", 0), ResourceFormat.POST_REFINEMENT);

        assertThat(ResourceMessages.read(List.of(one, zero, one)))
                .isEqualTo(Resources.parse("cpus:2"));
    }

    @Test
    void attributesReadBackTheSame() {
        List<Attribute> attributes =
                Attribute.parseAll("rack:abc;level:10.5;keys:[1000-1500];os:{a,b}");

        assertThat(AttributeMessages.read(AttributeMessages.write(attributes)))
                .isEqualTo(attributes);
    }
}
