package io.mesocosm.protocol.recordio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RecordIO (spec §0.3): whatever the pieces, the records come out whole. */
class RecordDecoderTest {

    @Test
    void framesARecordWithItsLengthInOneArray() {
        assertThat(text(RecordIo.encode(bytes("hello")))).isEqualTo("5\nhello");
    }

    @Test
    void countsBytesNotCharacters() {
        assertThat(text(RecordIo.encode(bytes("é")))).isEqualTo("2\né");
    }

    @Test
    void cutsSeveralRecordsOutOfOnePiece() throws Exception {
        List<byte[]> records = new RecordDecoder().decode(bytes("5\nhello6\nworld!0\n1\n\n"));
        assertThat(records)
                .extracting(RecordDecoderTest::text)
                .containsExactly("hello", "world!", "", "\n");
    }

    @Test
    void readsTheSameRecordsHoweverTheStreamIsCut() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(10); i >= 0; i--) {
                byte[] record =
                        new byte
                                [random.nextInt(3) == 0
                                        ? random.nextInt(40_000)
                                        : random.nextInt(20)];
                random.nextBytes(record);
                sent.add(record);
                stream.writeBytes(RecordIo.encode(record));
            }
            byte[] all = stream.toByteArray();
            RecordDecoder decoder = new RecordDecoder(40_000);
            List<byte[]> received = new ArrayList<>();
            for (int from = 0; from < all.length; ) {
                int to =
                        Math.min(
                                all.length,
                                from + 1 + random.nextInt(random.nextBoolean() ? 3 : 50_000));
                received.addAll(decoder.decode(Arrays.copyOfRange(all, from, to)));
                from = to;
            }
            decoder.end();
            assertThat(received).containsExactlyElementsOf(sent);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`x5` | Failed to decode length 'x': not a decimal number",
                "`-5` | Failed to decode length '-': not a decimal number",
                "`5 ` | `Failed to decode length '5 ': not a decimal number`",
                "`{\"type\"` | Failed to decode length '{': not a decimal number",
                "`123456789012345678901` | Failed to decode length '123456789012345678901': not a decimal number",
                "`101~` | A record of 101 bytes is larger than the 100 allowed",
                "`99999999999999999999~` | A record of 99999999999999999999 bytes is larger than the 100 allowed",
                "`~` | Failed to decode length '': not a decimal number"
            })
    void refusesWhatIsNoRecordIo(String stream, String text) {
        RecordDecoder decoder = new RecordDecoder(100);
        assertThatThrownBy(() -> decoder.decode(bytes(stream.replace('~', '\n'))))
                .isInstanceOf(RecordIoException.class)
                .hasMessage(text);
        assertThatThrownBy(() -> decoder.decode(bytes("1\na")))
                .isInstanceOf(RecordIoException.class)
                .hasMessage("Decoder is in a FAILED state");
    }

    @Test
    void tellsAStreamThatEndsInsideARecord() throws Exception {
        RecordDecoder decoder = new RecordDecoder();
        decoder.decode(bytes("5\nhel"));
        assertThatThrownBy(decoder::end)
                .isInstanceOf(RecordIoException.class)
                .hasMessage("The stream ended after 3 of the 5 bytes of a record");
    }

    @Test
    void tellsAStreamThatEndsInsideALengthLine() throws Exception {
        RecordDecoder decoder = new RecordDecoder();
        decoder.decode(bytes("1\na12"));
        assertThatThrownBy(decoder::end).hasMessage("The stream ended inside the length line '12'");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
