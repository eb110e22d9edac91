package io.mesocosm.agent.server.machine;

import io.mesocosm.protocol.v1.Attribute;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Value;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's resources: what {@code --resources} says, the rest found on the machine (spec section
 * 0.4).
 */
public final class MachineResources {
    private static final long MEGABYTE = 1 << 20;

    private MachineResources() {}

    /** Throws IllegalArgumentException with the text of what is wrong in the flags. */
    public static List<Resource> of(String flag, String role, Path workDir) throws IOException {
        Resources given = Resources.parse(flag, role);
        List<Resource> all = new ArrayList<>();
        given.stream().forEach(resource -> all.add(message(resource)));
        addIfMissing(all, given, role, "cpus:" + Runtime.getRuntime().availableProcessors());
        addIfMissing(all, given, role, "mem:" + memory(totalMemory()));
        addIfMissing(
                all,
                given,
                role,
                "disk:" + disk(Files.getFileStore(workDir).getTotalSpace() / MEGABYTE));
        addIfMissing(all, given, role, "ports:[31000-32000]");
        return all;
    }

    private static void addIfMissing(
            List<Resource> all, Resources given, String role, String text) {
        Resources found = Resources.parse(text, role);
        String name = text.substring(0, text.indexOf(':'));
        if (given.stream().noneMatch(resource -> resource.name().equals(name))) {
            found.stream().forEach(resource -> all.add(message(resource)));
        }
    }

    /** A gigabyte stays with the machine, half of it when there are less than two. */
    static long memory(long megabytes) {
        return megabytes < 2048 ? megabytes / 2 : megabytes - 1024;
    }

    /** Five gigabytes stay with the machine, half of it when there are less than ten. */
    static long disk(long megabytes) {
        return megabytes < 10_240 ? megabytes / 2 : megabytes - 5120;
    }

    private static long totalMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("/proc/meminfo has no MemTotal; give --resources=mem:…");
    }

    static Resource message(io.mesocosm.resources.Resource resource) {
        Resource.Builder message = Resource.newBuilder().setName(resource.name());
        switch (resource.value()) {
            case io.mesocosm.resources.Value.Scalar scalar ->
                    message.setType(Value.Type.SCALAR)
                            .setScalar(Value.Scalar.newBuilder().setValue(scalar.doubleValue()));
            case Ranges ranges -> message.setType(Value.Type.RANGES).setRanges(ranges(ranges));
            case io.mesocosm.resources.Value.Items items ->
                    message.setType(Value.Type.SET)
                            .setSet(Value.Set.newBuilder().addAllItem(items.items()));
        }
        for (Reservation reservation : resource.traits().reservations()) {
            message.addReservations(
                    Resource.ReservationInfo.newBuilder()
                            .setType(Resource.ReservationInfo.Type.STATIC)
                            .setRole(reservation.role()));
        }
        return message.build();
    }

    private static Value.Ranges ranges(Ranges ranges) {
        Value.Ranges.Builder message = Value.Ranges.newBuilder();
        for (Ranges.Range range : ranges.ranges()) {
            message.addRange(Value.Range.newBuilder().setBegin(range.begin()).setEnd(range.end()));
        }
        return message.build();
    }

    /** Throws IllegalArgumentException with the text of what is wrong in the flag. */
    public static List<Attribute> attributes(String flag) {
        List<Attribute> all = new ArrayList<>();
        for (io.mesocosm.resources.Attribute attribute :
                io.mesocosm.resources.Attribute.parseAll(flag)) {
            all.add(message(attribute));
        }
        return all;
    }

    private static Attribute message(io.mesocosm.resources.Attribute attribute) {
        Attribute.Builder message = Attribute.newBuilder().setName(attribute.name());
        switch (attribute.value()) {
            case io.mesocosm.resources.Attribute.AttributeValue.Text text ->
                    message.setType(Value.Type.TEXT)
                            .setText(Value.Text.newBuilder().setValue(text.text()));
            case io.mesocosm.resources.Attribute.AttributeValue.Of of -> {
                Resource like =
                        message(
                                new io.mesocosm.resources.Resource(
                                        attribute.name(),
                                        of.value(),
                                        io.mesocosm.resources.Traits.PLAIN));
                message.setType(like.getType());
                if (like.hasScalar()) {
                    message.setScalar(like.getScalar());
                } else if (like.hasRanges()) {
                    message.setRanges(like.getRanges());
                } else if (like.hasSet()) {
                    message.setSet(like.getSet());
                }
            }
        }
        return message.build();
    }
}
