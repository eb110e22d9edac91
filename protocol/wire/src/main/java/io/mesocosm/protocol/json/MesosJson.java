package io.mesocosm.protocol.json;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;

/**
 * The Mesos JSON mapping for every v1 message (spec §0.1): proto names verbatim in declaration
 * order, 64-bit integers as numbers, unset fields with an explicit default printed unless
 * deprecated, unknown fields ignored.
 */
public final class MesosJson {

    private MesosJson() {}

    /** The message as JSON. */
    public static byte[] toBytes(Message message) {
        JsonWriter writer = new JsonWriter();
        write(message, writer);
        return writer.toByteArray();
    }

    /** The message as JSON text. */
    public static String toText(Message message) {
        return new String(toBytes(message), StandardCharsets.UTF_8);
    }

    /** Writes the message as the next value of the writer. */
    public static void write(Message message, JsonWriter writer) {
        MessageEncoder.of(message.getClass()).write(message, writer);
    }

    /**
     * The message that the JSON stands for.
     *
     * @param prototype the default instance of the type that is wanted
     * @throws JsonSyntaxException if it is no JSON
     * @throws JsonMappingException if a value does not fit its field, or a required field is
     *     missing; the text names it
     */
    public static <T extends Message> T parse(byte[] json, T prototype) throws JsonException {
        return new MessageDecoder(json).decode(prototype);
    }

    /** As {@link #parse(byte[], Message)}, from text. */
    public static <T extends Message> T parse(String json, T prototype) throws JsonException {
        return parse(json.getBytes(StandardCharsets.UTF_8), prototype);
    }
}
