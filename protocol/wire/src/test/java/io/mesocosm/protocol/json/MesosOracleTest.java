package io.mesocosm.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mesos's own generated classes, from its published jar, read what we write and write the same
 * bytes.
 */
class MesosOracleTest {

    static List<Named<Message>> types() {
        return MessageTypes.named();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void mesosReadsAndWritesTheSameBytes(Message type) throws Exception {
        for (int seed = 100; seed < 110; seed++) {
            byte[] ours = new RandomMessages(seed).like(type).toByteArray();
            Object theirs =
                    theirClass(type)
                            .getMethod("parseFrom", byte[].class)
                            .invoke(null, (Object) ours);
            byte[] written = (byte[]) theirs.getClass().getMethod("toByteArray").invoke(theirs);
            assertThat(written).as("seed %s", seed).isEqualTo(ours);
        }
    }

    private static Class<?> theirClass(Message type) throws ClassNotFoundException {
        String javaPackage = type.getDescriptorForType().getFile().getOptions().getJavaPackage();
        String nested = type.getClass().getName().substring(javaPackage.length() + 1);
        return Class.forName(
                javaPackage.replace("io.mesocosm.protocol", "org.apache.mesos")
                        + ".Protos$"
                        + nested);
    }
}
