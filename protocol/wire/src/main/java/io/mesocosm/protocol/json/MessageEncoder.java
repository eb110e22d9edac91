package io.mesocosm.protocol.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Writes messages of one generated class; made once for each class, then immutable and shared by
 * all threads.
 */
final class MessageEncoder {

    private static final ClassValue<MessageEncoder> ENCODERS =
            new ClassValue<>() {
                @Override
                protected MessageEncoder computeValue(Class<?> type) {
                    return new MessageEncoder(type);
                }
            };

    private final FieldEncoder[] fields;

    private MessageEncoder(Class<?> type) {
        GeneratedAccessors accessors = GeneratedAccessors.of(type);
        List<FieldDescriptor> declared = accessors.descriptor().getFields();
        this.fields =
                declared.stream()
                        .map(field -> FieldEncoders.of(field, accessors))
                        .toArray(FieldEncoder[]::new);
    }

    static MessageEncoder of(Class<?> type) {
        return ENCODERS.get(type);
    }

    void write(Message message, JsonWriter out) {
        out.beginObject();
        for (FieldEncoder field : fields) {
            field.write(message, out);
        }
        out.endObject();
    }

    /** Writes one field of a message, name and value, if it is to be seen. */
    @FunctionalInterface
    interface FieldEncoder {
        void write(Object message, JsonWriter out);
    }
}
