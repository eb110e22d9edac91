package io.mesocosm.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: operations convert what is there and refuse the rest (spec §1.4); what may be used. */
class ConversionTest {
    private static final Reservation ALICE = Reservation.ofDynamic("role", "alice");
    private static final Resources PLAIN = Resources.parse("cpus:4;disk:100");
    private static final Resources RESERVED = Resources.parse("disk:40").pushReservation(ALICE);

    private static Resources volume(boolean shared) {
        return RESERVED.map(
                r ->
                        r.withTraits(
                                r.traits()
                                        .withShared(shared)
                                        .withDisk(
                                                new Disk(
                                                        new Disk.Persistence("v1", "alice"),
                                                        new Disk.Volume("data", false, null),
                                                        null))));
    }

    private static Resources apply(Conversion conversion, Resources to) {
        return switch (conversion.applyTo(to)) {
            case Conversion.Result.Applied(Resources resources) -> resources;
            case Conversion.Result.Refused(String error) -> throw new AssertionError(error);
        };
    }

    private static String refusal(Conversion conversion, Resources to) {
        return switch (conversion.applyTo(to)) {
            case Conversion.Result.Applied(Resources resources) ->
                    throw new AssertionError("applied: " + resources);
            case Conversion.Result.Refused(String error) -> error;
        };
    }

    @Test
    void reserveCreateDestroyAndUnreserveComeBackToTheBeginning() {
        Resources reserved = apply(Conversion.reserve(RESERVED), PLAIN);
        assertThat(reserved).isEqualTo(Resources.parse("cpus:4;disk:60").plus(RESERVED));
        Resources created = apply(Conversion.create(volume(false)), reserved);
        assertThat(created.persistentVolumes()).isEqualTo(volume(false));
        Resources destroyed = apply(Conversion.destroy(volume(false)), created);
        assertThat(destroyed).isEqualTo(reserved);
        assertThat(apply(Conversion.unreserve(RESERVED), destroyed)).isEqualTo(PLAIN);
    }

    @Test
    void aReservationIsRefinedOnTopOfTheOneBelow() {
        Resources base = Resources.parse("cpus(role):4");
        Resources refined =
                Resources.parse("cpus(role):1")
                        .pushReservation(Reservation.ofDynamic("role/sub", null));

        assertThat(apply(Conversion.reserve(refined), base))
                .isEqualTo(Resources.parse("cpus(role):3").plus(refined));
    }

    @Test
    void whatIsNotThereIsRefusedWithBothNamed() {
        assertThat(refusal(Conversion.unreserve(RESERVED), PLAIN))
                .contains("cpus:4; disk:100")
                .contains("does not contain")
                .contains("(DYNAMIC,role,alice)");
    }

    @Test
    void aSharedVolumeInUseIsNotDestroyed() {
        Resources inUse = volume(true).plus(volume(true));

        assertThat(refusal(Conversion.destroy(volume(true)), inUse)).contains("still in use");
        assertThat(apply(Conversion.destroy(volume(true)), volume(true))).isEqualTo(RESERVED);
    }

    @Test
    void theRulesOfUseAreTold() {
        assertThat(UseRules.validate(volume(false).plus(PLAIN))).isEmpty();
        assertThat(UseRules.validate(Resources.parse("gpus:0.5")))
                .contains("The 'gpus' resource must be an unsigned integer");
        assertThat(UseRules.validate(volume(false).toUnreserved()))
                .contains("Persistent volumes cannot be created from unreserved resources");
        assertThat(UseRules.validate(volume(false).plus(volume(false))))
                .contains("Persistence ID 'v1' is not unique");
        Resource revocable =
                new Resource("cpus", Value.Scalar.of(1), Traits.PLAIN.withRevocable(true));
        assertThat(UseRules.validate(PLAIN.plus(revocable)))
                .contains("Cannot use both revocable and non-revocable 'cpus' at the same time");
        assertThat(UseRules.validate(Resources.of(revocable.reserved(ALICE))).orElse(""))
                .startsWith("Dynamically reserved resource cpus")
                .endsWith("cannot be created from revocable resources");
    }

    @Test
    void theRulesOfDisksAreTold() {
        Disk.Persistence persistence = new Disk.Persistence("v1", null);
        Disk.Volume mounted = new Disk.Volume("data", false, null);
        assertThat(disk(new Disk(persistence, null, null)))
                .isEqualTo("Expecting 'volume' to be set for persistent volume");
        assertThat(disk(new Disk(persistence, new Disk.Volume("data", false, "/host"), null)))
                .isEqualTo("Expecting 'host_path' to be unset for persistent volume");
        assertThat(disk(new Disk(new Disk.Persistence("a/b", null), mounted, null)))
                .startsWith("Invalid persistence ID for persistent volume: ");
        assertThat(disk(new Disk(null, mounted, null)))
                .isEqualTo("Non-persistent volume not supported");
        assertThat(disk(new Disk(null, null, null))).isEqualTo("DiskInfo is set but empty");
    }

    private static String disk(Disk disk) {
        Traits traits = Traits.PLAIN.withReservations(List.of(ALICE)).withDisk(disk);
        Resource resource = Resource.scalar("disk", 1).withTraits(traits);
        return UseRules.validate(Resources.of(resource)).orElseThrow();
    }
}
