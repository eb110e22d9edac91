package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.protocol.v1.FrameworkID;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The low-level writer: structure, escapes, and streaming in pieces. */
class JsonWriterTest {

    @Test
    void writesObjectsAndArrays() {
        JsonWriter writer = new JsonWriter();
        writer.beginObject().field("a", "x").field("b", 1L).field("c", true).field("d", 2.0);
        writer.name("e")
                .beginArray()
                .value(1L)
                .value("y")
                .nullValue()
                .beginObject()
                .endObject()
                .endArray();
        writer.name("f").beginArray().endArray();
        writer.name("g").base64(new byte[] {1}).name("h").unsignedValue(-1L);
        MesosJson.write(FrameworkID.newBuilder().setValue("v").build(), writer.name("i"));
        writer.name("j").encodedValue("[0]".getBytes(StandardCharsets.UTF_8)).endObject();
        assertThat(text(writer))
                .isEqualTo(
                        "{\"a\":\"x\",\"b\":1,\"c\":true,\"d\":2.0,\"e\":[1,\"y\",null,{}],\"f\":[],"
                                + "\"g\":\"AQ==\",\"h\":18446744073709551615,\"i\":{\"value\":\"v\"},\"j\":[0]}");
    }

    @Test
    void wrapsTheJsonOfJsonp() {
        JsonWriter writer = new JsonWriter();
        writer.text("cb(").beginArray().value(1L).endArray().text(");");
        assertThat(text(writer)).isEqualTo("cb([1]);");
    }

    @Test
    void refusesToHandOutWhatIsStillOpen() {
        assertThatThrownBy(() -> new JsonWriter().beginObject().toByteArray())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonWriter().endArray())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void encodesAnyTextAsUtf8() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9000); i > 0; i--) {
                int point =
                        random.nextInt(4) > 0
                                ? 0x20 + random.nextInt(95)
                                : random.nextInt(0x110000);
                text.appendCodePoint(
                        (point >= 0xd800 && point < 0xe000) || point < 0x20 ? 'x' : point);
            }
            String value = text.toString();
            String expected = '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            assertThat(new JsonWriter().value(value).toByteArray())
                    .isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void replacesHalvesOfSurrogatePairs() {
        assertThat(text(new JsonWriter().value("a\ud83d"))).isEqualTo("\"a\ufffd\"");
        assertThat(text(new JsonWriter().value("\ude00b"))).isEqualTo("\"\ufffdb\"");
    }

    @Test
    void keepsSurrogatePairsWholeAcrossSlices() {
        String value = "x".repeat(4095) + "😀".repeat(5000);
        assertThat(new JsonWriter().value(value).toByteArray())
                .isEqualTo(('"' + value + '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void streamsInPiecesAndHoldsLittle() {
        List<Integer> pieces = new ArrayList<>();
        ByteArrayOutputStream sink =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        pieces.add(length);
                        super.write(bytes, offset, length);
                    }
                };
        JsonWriter writer = new JsonWriter(sink, 1000);
        writer.beginArray();
        for (int i = 0; i < 10_000; i++) {
            writer.value("0123456789");
            assertThat(writer.buffered()).isLessThan(1000);
        }
        writer.endArray().flush();
        assertThat(sink.size()).isEqualTo(2 + 10_000 * 13 - 1);
        assertThat(pieces).hasSizeGreaterThan(100).allMatch(length -> length < 1100);
    }

    @Test
    void passesOnTheFailureOfItsStream() {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }
                };
        JsonWriter writer = new JsonWriter(broken);
        writer.value(1L);
        assertThatThrownBy(writer::flush).isInstanceOf(UncheckedIOException.class);
    }

    private static String text(JsonWriter writer) {
        return new String(writer.toByteArray(), StandardCharsets.UTF_8);
    }
}
