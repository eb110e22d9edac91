package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers come out as rapidjson prints them, and read back as the same bits. */
class JsonNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "8, 8.0",
        "15, 15.0",
        "-2.5, -2.5",
        "0.1, 0.1",
        "0.25, 0.25",
        "0.001, 0.001",
        "0.0001, 0.0001",
        "0.00001, 0.00001",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "1.5e-7, 1.5e-7",
        "1700000000, 1700000000.0",
        "1700000000.123456, 1700000000.123456",
        "123456789012345680, 123456789012345680.0",
        "1e20, 100000000000000000000.0",
        "1e21, 1e21",
        "1.5e21, 1.5e21",
        "1e100, 1e100",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "4.9e-324, 4.9e-324",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void printsDoublesAsRapidjsonDoes(double value, String expected) {
        assertThat(print(value)).isEqualTo(expected);
    }

    @Test
    void printsDoublesThatReadBackTheSame() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            double value =
                    switch (i % 3) {
                        case 0 -> Double.longBitsToDouble(random.nextLong());
                        case 1 -> random.nextInt() / 1000.0;
                        default -> random.nextInt(100_000) * Math.pow(10, random.nextInt(40) - 20);
                    };
            assertThat(Double.parseDouble(print(value))).isEqualTo(Double.valueOf(value));
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                99,
                100,
                -1,
                -10,
                999999999999999999L,
                1000000000000000000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void printsLongs(long value) {
        byte[] out = new byte[JsonNumbers.MAX_LENGTH];
        int end = JsonNumbers.putLong(value, out, 3);
        assertThat(new String(out, 3, end - 3, StandardCharsets.US_ASCII))
                .isEqualTo(Long.toString(value));
    }

    private static String print(double value) {
        byte[] out = new byte[JsonNumbers.MAX_LENGTH];
        return new String(out, 0, JsonNumbers.putDouble(value, out, 0), StandardCharsets.US_ASCII);
    }
}
