package io.mesocosm.protocol.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesocosm.protocol.json.GeneratedAccessors.BooleanGetter;
import io.mesocosm.protocol.json.GeneratedAccessors.DoubleGetter;
import io.mesocosm.protocol.json.GeneratedAccessors.IntGetter;
import io.mesocosm.protocol.json.GeneratedAccessors.LongGetter;
import io.mesocosm.protocol.json.GeneratedAccessors.ObjectGetter;
import io.mesocosm.protocol.json.MessageEncoder.FieldEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Chooses how each field is written, by its kind and whether it repeats. */
final class FieldEncoders {

    private FieldEncoders() {}

    static FieldEncoder of(FieldDescriptor field, GeneratedAccessors accessors) {
        byte[] name = encodedName(field);
        if (field.isMapField()) {
            return map(name, accessors.mapOf(field), valueOfMap(field));
        }
        if (field.isRepeated()) {
            return list(name, accessors.listOf(field), valueOf(field));
        }
        FieldEncoder value = single(field, name, accessors);
        // Only google.protobuf.Duration has fields without presence; Mesos prints it whole.
        if (!field.hasPresence()
                || (field.hasDefaultValue() && !field.getOptions().getDeprecated())) {
            return value;
        }
        BooleanGetter has = accessors.has(field);
        return (message, out) -> {
            if (has.get(message)) {
                value.write(message, out);
            }
        };
    }

    private static FieldEncoder single(
            FieldDescriptor field, byte[] name, GeneratedAccessors accessors) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> {
                BooleanGetter get = accessors.booleanOf(field);
                yield (message, out) -> {
                    out.encodedName(name);
                    out.value(get.get(message));
                };
            }
            case INT -> {
                IntGetter get = accessors.intOf(field);
                long mask = mask(field);
                yield (message, out) -> {
                    out.encodedName(name);
                    out.value(get.get(message) & mask);
                };
            }
            case LONG -> {
                LongGetter get = accessors.longOf(field);
                boolean unsigned = isUnsigned(field);
                yield (message, out) -> {
                    out.encodedName(name);
                    if (unsigned) {
                        out.unsignedValue(get.get(message));
                    } else {
                        out.value(get.get(message));
                    }
                };
            }
            case DOUBLE -> {
                DoubleGetter get = accessors.doubleOf(field);
                yield (message, out) -> {
                    out.encodedName(name);
                    out.value(get.get(message));
                };
            }
            case FLOAT, STRING, BYTE_STRING, ENUM, MESSAGE -> {
                ObjectGetter get = accessors.objectOf(field);
                ValueEncoder value = valueOf(field);
                yield (message, out) -> {
                    out.encodedName(name);
                    value.write(get.get(message), out);
                };
            }
        };
    }

    private static FieldEncoder list(byte[] name, ObjectGetter get, ValueEncoder value) {
        return (message, out) -> {
            List<?> values = (List<?>) get.get(message);
            if (values.isEmpty()) {
                return;
            }
            out.encodedName(name);
            out.beginArray();
            for (int i = 0; i < values.size(); i++) {
                value.write(values.get(i), out);
            }
            out.endArray();
        };
    }

    private static FieldEncoder map(byte[] name, ObjectGetter get, ValueEncoder value) {
        return (message, out) -> {
            Map<?, ?> entries = (Map<?, ?>) get.get(message);
            if (entries.isEmpty()) {
                return;
            }
            out.encodedName(name);
            out.beginObject();
            entries.forEach(
                    (key, entry) -> {
                        out.name(key.toString());
                        value.write(entry, out);
                    });
            out.endObject();
        };
    }

    private static ValueEncoder valueOfMap(FieldDescriptor field) {
        return valueOf(field.getMessageType().findFieldByNumber(2));
    }

    private static ValueEncoder valueOf(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> (value, out) -> out.value((Boolean) value);
            case INT -> {
                long mask = mask(field);
                yield (value, out) -> out.value((Integer) value & mask);
            }
            case LONG ->
                    isUnsigned(field)
                            ? (value, out) -> out.unsignedValue((Long) value)
                            : (value, out) -> out.value((long) (Long) value);
            case FLOAT -> (value, out) -> out.value((double) (Float) value);
            case DOUBLE -> (value, out) -> out.value((double) (Double) value);
            case STRING -> (value, out) -> out.value((String) value);
            case BYTE_STRING -> (value, out) -> out.base64(((ByteString) value).toByteArray());
            case ENUM -> (value, out) -> out.value(((Enum<?>) value).name());
            case MESSAGE -> messages();
        };
    }

    /** Looked up at the first value, not at binding: message types may hold themselves. */
    private static ValueEncoder messages() {
        return (value, out) -> MessageEncoder.of(value.getClass()).write((Message) value, out);
    }

    private static byte[] encodedName(FieldDescriptor field) {
        return ('"' + field.getName() + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** Widens 32 bits to a long, with or without their sign. */
    private static long mask(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT32
                        || field.getType() == FieldDescriptor.Type.FIXED32
                ? 0xffff_ffffL
                : -1L;
    }

    private static boolean isUnsigned(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT64
                || field.getType() == FieldDescriptor.Type.FIXED64;
    }

    /** Writes one value, whatever field it belongs to. */
    @FunctionalInterface
    private interface ValueEncoder {
        void write(Object value, JsonWriter out);
    }
}
