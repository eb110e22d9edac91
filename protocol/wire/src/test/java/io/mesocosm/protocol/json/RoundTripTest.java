package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.recordio.RecordDecoder;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message type survives both encodings, alone and as a record. */
class RoundTripTest {

    private static final int SEEDS = Integer.getInteger("wire.seeds", 5);

    static List<Named<Message>> types() {
        return MessageTypes.named();
    }

    @Test
    void coversTheWholeApi() {
        assertThat(types()).hasSizeGreaterThan(340);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void survivesJson(Message type) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Message message = new RandomMessages(seed).like(type);
            byte[] json = MesosJson.toBytes(message);
            Message back = MesosJson.parse(json, type);
            assertThat(back).as("seed %s", seed).isEqualTo(withPrintedDefaults(message));
            assertThat(MesosJson.toBytes(back)).isEqualTo(json);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void survivesProtobuf(Message type) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Message message = new RandomMessages(seed).like(type);
            assertThat(MessageFormat.PROTOBUF.decode(MessageFormat.PROTOBUF.encode(message), type))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void framesRecordsAsTheFormatEncodesThem(Message type) throws Exception {
        Message message = new RandomMessages(7).like(type);
        for (MessageFormat format : MessageFormat.values()) {
            byte[] record = format.encodeRecord(message);
            assertThat(new RecordDecoder().decode(record)).containsExactly(format.encode(message));
        }
    }

    /** What Mesos prints for an unset field is read back as a set one. */
    private static Message withPrintedDefaults(Message message) {
        Message.Builder builder = message.toBuilder();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    if (message.getRepeatedField(field, i) instanceof Message child) {
                        builder.setRepeatedField(field, i, withPrintedDefaults(child));
                    }
                }
            } else if (!message.hasField(field)) {
                if (field.hasDefaultValue() && !field.getOptions().getDeprecated()) {
                    builder.setField(field, field.getDefaultValue());
                }
            } else if (message.getField(field) instanceof Message child) {
                builder.setField(field, withPrintedDefaults(child));
            }
        }
        return builder.build();
    }
}
