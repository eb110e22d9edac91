import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Writes the descriptors of every v1 message in the published Mesos jar as one {@code FileDescriptorSet}, moved into
 * our own Java package, so that {@code protoc} compiles them with current generated code.
 *
 * <p>Arguments: the file to write, the jar to read (it must also be on the class path).
 */
final class ExtractDescriptors {

    private static final String THEIRS = "org.apache.mesos.v1";
    private static final String OURS = "io.mesocosm.protocol.v1";

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
        for (String outerClass : outerClasses(Path.of(args[1]))) {
            collect((FileDescriptor) Class.forName(outerClass).getMethod("getDescriptor").invoke(null), files);
        }
        Path target = Path.of(args[0]);
        Files.createDirectories(target.toAbsolutePath().getParent());
        byte[] bytes = FileDescriptorSet.newBuilder().addAllFile(files.values()).build().toByteArray();
        // An unchanged file keeps its time stamp: protoc and javac then have nothing to do.
        if (!Files.exists(target) || !java.util.Arrays.equals(Files.readAllBytes(target), bytes)) {
            Files.write(target, bytes);
        }
    }

    private static List<String> outerClasses(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names = file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(THEIRS.replace('.', '/')) && name.endsWith("/Protos.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw new IllegalStateException("no " + THEIRS + " messages in " + jar);
            }
            return names;
        }
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptorProto> into) {
        if (into.containsKey(file.getName())) {
            return;
        }
        file.getDependencies().forEach(dependency -> collect(dependency, into));
        FileDescriptorProto.Builder moved = file.toProto().toBuilder();
        String javaPackage = moved.getOptions().getJavaPackage();
        if (javaPackage.startsWith(THEIRS)) {
            moved.getOptionsBuilder()
                    .setJavaPackage(OURS + javaPackage.substring(THEIRS.length()))
                    .setJavaMultipleFiles(true);
        }
        into.put(file.getName(), moved.build());
    }

    private ExtractDescriptors() {}
}
