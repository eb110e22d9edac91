package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Value;
import java.util.List;

/** Reads and writes mesos.v1.Value's scalars, ranges and sets. */
final class ValueMessages {
    private ValueMessages() {}

    static Value read(Resource message) {
        return switch (message.getType()) {
            case SCALAR -> Value.Scalar.of(message.getScalar().getValue());
            case RANGES -> read(message.getRanges());
            case SET -> new Value.Items(message.getSet().getItemList());
            case TEXT -> throw new InvalidResourceException("Unsupported resource type");
        };
    }

    static Ranges read(io.mesocosm.protocol.v1.Value.Ranges message) {
        List<Ranges.Range> ranges =
                message.getRangeList().stream()
                        .map(r -> new Ranges.Range(r.getBegin(), r.getEnd()))
                        .toList();
        return Ranges.of(ranges);
    }

    static void write(Value value, Resource.Builder message) {
        switch (value) {
            case Value.Scalar scalar -> {
                message.setType(io.mesocosm.protocol.v1.Value.Type.SCALAR);
                message.setScalar(write(scalar));
            }
            case Ranges ranges -> {
                message.setType(io.mesocosm.protocol.v1.Value.Type.RANGES);
                message.setRanges(write(ranges));
            }
            case Value.Items items -> {
                message.setType(io.mesocosm.protocol.v1.Value.Type.SET);
                message.setSet(write(items));
            }
        }
    }

    static io.mesocosm.protocol.v1.Value.Scalar write(Value.Scalar scalar) {
        return io.mesocosm.protocol.v1.Value.Scalar.newBuilder()
                .setValue(scalar.doubleValue())
                .build();
    }

    static io.mesocosm.protocol.v1.Value.Ranges write(Ranges ranges) {
        io.mesocosm.protocol.v1.Value.Ranges.Builder message =
                io.mesocosm.protocol.v1.Value.Ranges.newBuilder();
        for (Ranges.Range range : ranges.ranges()) {
            message.addRange(
                    io.mesocosm.protocol.v1.Value.Range.newBuilder()
                            .setBegin(range.begin())
                            .setEnd(range.end()));
        }
        return message.build();
    }

    static io.mesocosm.protocol.v1.Value.Set write(Value.Items items) {
        return io.mesocosm.protocol.v1.Value.Set.newBuilder().addAllItem(items.items()).build();
    }
}
