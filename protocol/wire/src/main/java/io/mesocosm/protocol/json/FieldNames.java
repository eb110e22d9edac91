package io.mesocosm.protocol.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of one message type by their proto names; immutable, shared by all threads. */
final class FieldNames {

    private static final Map<Descriptor, FieldNames> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, FieldDescriptor> fields;

    private FieldNames(Descriptor type) {
        this.fields =
                type.getFields().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        FieldDescriptor::getName, Function.identity()));
    }

    static FieldNames of(Descriptor type) {
        return KNOWN.computeIfAbsent(type, FieldNames::new);
    }

    @Nullable FieldDescriptor find(String name) {
        return fields.get(name);
    }
}
