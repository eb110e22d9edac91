package io.mesocosm.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads one JSON document into one message; used once, by one thread. */
final class MessageDecoder {

    /** What protobuf's own decoders allow: a message nested deeper could not be passed on. */
    static final int MAX_MESSAGE_DEPTH = 100;

    /** Every message level may lie in an array or a map; arrays in arrays are read as one. */
    private static final int MAX_JSON_DEPTH = 300;

    /** Bare NaN and Infinity are read because Mesos prints them. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_JSON_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final byte[] json;
    private int depth;

    MessageDecoder(byte[] json) {
        this.json = json;
    }

    @SuppressWarnings("unchecked") // newBuilderForType builds the prototype's own type
    <T extends Message> T decode(T prototype) throws JsonException {
        Message.Builder builder = prototype.newBuilderForType();
        readDocument(builder);
        if (!builder.isInitialized()) {
            throw new JsonMappingException(
                    "Missing required fields: " + builder.getInitializationErrorString());
        }
        return (T) builder.buildPartial();
    }

    private void readDocument(Message.Builder builder) throws JsonException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonMappingException misfit = null;
            try {
                readRoot(parser, builder);
            } catch (JsonMappingException e) {
                misfit = e;
            } catch (IOException e) {
                throw Excerpt.of(json, e).syntaxError();
            }
            // Mesos parses the whole body before it maps any of it: a body that is no JSON is told
            // so first.
            readToEnd(parser);
            if (misfit != null) {
                throw misfit;
            }
        } catch (IOException e) {
            throw new JsonSyntaxException("the body is not readable as JSON: " + e.getMessage());
        }
    }

    private void readRoot(JsonParser parser, Message.Builder builder)
            throws IOException, JsonException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Excerpt.at(json, json.length).syntaxError();
        }
        if (first != JsonToken.START_OBJECT) {
            throw new JsonMappingException("Expecting a JSON object");
        }
        readObject(parser, builder);
    }

    private void readToEnd(JsonParser parser) throws JsonSyntaxException {
        try {
            while (!parser.getParsingContext().inRoot()) {
                parser.nextToken();
            }
        } catch (IOException e) {
            throw Excerpt.of(json, e).syntaxError();
        }
        long end = parser.currentLocation().getByteOffset();
        try {
            if (parser.nextToken() != null) {
                throw Excerpt.at(json, end).trailing();
            }
        } catch (IOException e) {
            throw Excerpt.at(json, end).trailing();
        }
    }

    private void readObject(JsonParser parser, Message.Builder builder)
            throws IOException, JsonMappingException {
        if (++depth > MAX_MESSAGE_DEPTH) {
            throw new JsonMappingException(
                    "Messages are nested deeper than " + MAX_MESSAGE_DEPTH + " levels");
        }
        FieldNames names = FieldNames.of(builder.getDescriptorForType());
        Seen seen = new Seen();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            FieldDescriptor field = names.find(parser.currentName());
            parser.nextToken();
            if (field == null) {
                parser.skipChildren();
                continue;
            }
            if (!seen.add(field)) {
                // Of a name given twice the last value counts, be it null.
                builder.clearField(field);
            }
            readValue(parser, builder, field);
        }
        depth--;
    }

    /** Reads the current value into the field: sets it, or appends to it if it repeats. */
    private void readValue(JsonParser parser, Message.Builder builder, FieldDescriptor field)
            throws IOException, JsonMappingException {
        switch (parser.currentToken()) {
            case START_OBJECT -> readObjectValue(parser, builder, field);
            case START_ARRAY -> {
                if (!field.isRepeated()) {
                    throw JsonMappingException.misfit("array", field);
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    readValue(parser, builder, field);
                }
            }
            case VALUE_NULL -> {}
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                    put(builder, field, Scalars.read(parser, field));
            case FIELD_NAME, END_ARRAY, END_OBJECT, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new IllegalStateException("no value at " + parser.currentLocation());
        }
    }

    private void readObjectValue(JsonParser parser, Message.Builder builder, FieldDescriptor field)
            throws IOException, JsonMappingException {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            throw JsonMappingException.misfit("object", field);
        }
        if (field.isMapField()) {
            readMap(parser, builder, field);
            return;
        }
        Message.Builder child = builder.newBuilderForField(field);
        readObject(parser, child);
        put(builder, field, child.buildPartial());
    }

    private void readMap(JsonParser parser, Message.Builder builder, FieldDescriptor field)
            throws IOException, JsonMappingException {
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Message.Builder entry = builder.newBuilderForField(field);
            put(entry, key, Scalars.fromText(parser.currentName(), key));
            parser.nextToken();
            readValue(parser, entry, value);
            builder.addRepeatedField(field, entry.buildPartial());
        }
    }

    private static void put(
            Message.Builder builder, FieldDescriptor field, @Nullable Object value) {
        if (value == null) {
            return;
        }
        if (field.isRepeated()) {
            builder.addRepeatedField(field, value);
        } else {
            builder.setField(field, value);
        }
    }

    /** Which fields an object has named so far. */
    private static final class Seen {

        private long low;
        private @Nullable BitSet high;

        boolean add(FieldDescriptor field) {
            int index = field.getIndex();
            if (index < Long.SIZE) {
                long before = low;
                low |= 1L << index;
                return before != low;
            }
            if (high == null) {
                high = new BitSet();
            }
            boolean isNew = !high.get(index);
            high.set(index);
            return isNew;
        }
    }
}
