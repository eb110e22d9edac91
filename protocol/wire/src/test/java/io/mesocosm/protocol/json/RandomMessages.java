package io.mesocosm.protocol.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages of any type, filled at random from a seed; required fields are always there. */
public final class RandomMessages {

    private static final int DEPTH = 4;
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        8,
        15,
        0.1,
        0.001,
        0.3,
        -2.5,
        1e21,
        1e22,
        1e-6,
        1e-7,
        1.5e300,
        4.9e-324,
        1700000000,
        123456789.123,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        9007199254740993L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        4294967295L
    };
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "sleep 1000",
                    "*",
                    "{\"a\": [1, \\2]}",
                    "\u0000\u0001\b\t\n\f\r\u001f\u007f/<>&='",
                    "é",
                    "\u2028",
                    "€",
                    "😀 𝔘");

    private final Random random;

    public RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    @SuppressWarnings("unchecked") // a builder builds its own type
    public <T extends Message> T like(T prototype) {
        return (T) fill(prototype.newBuilderForType(), 0).build();
    }

    private Message.Builder fill(Message.Builder builder, int depth) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                int count = depth >= DEPTH ? 0 : random.nextInt(3);
                for (int i = 0; i < count; i++) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            } else if (field.isRequired()
                    || isOfMapEntry(field)
                    || (depth < DEPTH && random.nextInt(3) > 0)) {
                builder.setField(field, value(builder, field, depth));
            }
        }
        return builder;
    }

    private static boolean isOfMapEntry(FieldDescriptor field) {
        return field.getContainingType().getOptions().getMapEntry();
    }

    private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> (int) integer();
            case LONG -> integer();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> real();
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size())) + random.nextInt(100);
            case BYTE_STRING -> bytes();
            case ENUM -> {
                var values = field.getEnumType().getValues();
                yield values.get(random.nextInt(values.size()));
            }
            case MESSAGE -> fill(builder.newBuilderForField(field), depth + 1).build();
        };
    }

    private long integer() {
        return random.nextBoolean()
                ? LONGS[random.nextInt(LONGS.length)]
                : random.nextLong() >> random.nextInt(64);
    }

    private double real() {
        return switch (random.nextInt(3)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> random.nextInt(1_000_000) / 1000.0;
            default -> finite(random.nextLong());
        };
    }

    private static double finite(long bits) {
        double value = Double.longBitsToDouble(bits);
        return Double.isFinite(value) ? value : 1.0;
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
