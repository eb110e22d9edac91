package io.mesocosm.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.mesocosm.protocol.json.RandomMessages;
import io.mesocosm.protocol.recordio.RecordDecoder;
import io.mesocosm.protocol.recordio.RecordIo;
import io.mesocosm.protocol.recordio.RecordIoException;
import io.mesocosm.protocol.v1.agent.Call;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Decoders fed with damaged input either read it or throw what they declare; any other exception or
 * error, an exhausted heap or stack included, fails the test. More rounds: {@code
 * -Dwire.fuzz=1000000}.
 */
class DecoderFuzzTest {

    private static final int ROUNDS = Integer.getInteger("wire.fuzz", 20_000);
    private static final int POOL = 200;
    private static final List<Message> TYPES =
            List.of(
                    io.mesocosm.protocol.v1.scheduler.Call.getDefaultInstance(),
                    io.mesocosm.protocol.v1.executor.Call.getDefaultInstance(),
                    io.mesocosm.protocol.v1.master.Call.getDefaultInstance(),
                    Call.getDefaultInstance(),
                    io.mesocosm.protocol.v1.scheduler.Event.getDefaultInstance());
    private static final byte[][] TOKENS =
            tokens(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "-",
                    "1e999",
                    "1e-999",
                    "NaN",
                    "Infinity",
                    "99999999999999999999999999",
                    "\"\\ud800\"",
                    "\"type\"",
                    "[[[[[[[[[[[[[[[[",
                    "{\"a\":{\"a\":{\"a\":",
                    "\u0000",
                    "\n",
                    "9999999999\n",
                    "0.00000000000000000000000000000000000001");

    @ParameterizedTest
    @EnumSource
    void messageDecodersThrowOnlyWhatTheyDeclare(MessageFormat format) {
        Random random = new Random(42);
        List<byte[]> bodies =
                IntStream.range(0, POOL)
                        .mapToObj(
                                seed -> format.encode(new RandomMessages(seed).like(typeOf(seed))))
                        .toList();
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int seed = random.nextInt(POOL);
            byte[] body = damaged(bodies.get(seed), random);
            try {
                Message message = format.decode(body, typeOf(seed));
                assertThat(message.isInitialized()).isTrue();
                read++;
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        // Damage that always shows at once, or never, would test nothing.
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    @Test
    void recordDecoderThrowsOnlyWhatItDeclares() {
        Random random = new Random(43);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] record = new byte[random.nextInt(50)];
                random.nextBytes(record);
                stream.writeBytes(RecordIo.encode(record));
            }
            byte[] bytes = damaged(stream.toByteArray(), random);
            RecordDecoder decoder = new RecordDecoder(1000);
            try {
                int middle = random.nextInt(bytes.length + 1);
                decoder.decode(Arrays.copyOfRange(bytes, 0, middle));
                for (byte[] record :
                        decoder.decode(Arrays.copyOfRange(bytes, middle, bytes.length))) {
                    assertThat(record.length).isLessThanOrEqualTo(1000);
                    read++;
                }
                decoder.end();
            } catch (RecordIoException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 10);
    }

    private static Message typeOf(int seed) {
        return TYPES.get(seed % TYPES.size());
    }

    private static byte[] damaged(byte[] body, Random random) {
        byte[] bytes = body;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            bytes =
                    switch (random.nextInt(5)) {
                        case 0 -> Arrays.copyOf(bytes, at);
                        case 1 -> flipped(bytes, random);
                        case 2 -> spliced(bytes, at, TOKENS[random.nextInt(TOKENS.length)], at);
                        case 3 ->
                                spliced(
                                        bytes,
                                        at,
                                        new byte[0],
                                        Math.min(bytes.length, at + random.nextInt(8)));
                        default -> spliced(bytes, at, Arrays.copyOfRange(bytes, at / 2, at), at);
                    };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** The bytes with those between the two places replaced. */
    private static byte[] spliced(byte[] bytes, int from, byte[] insert, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(insert);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static byte[][] tokens(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
