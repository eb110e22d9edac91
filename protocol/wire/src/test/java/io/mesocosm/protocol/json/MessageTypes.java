package io.mesocosm.protocol.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.mesocosm.protocol.v1.Protos;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Every Mesos v1 message type there is. */
public final class MessageTypes {

    private static final List<FileDescriptor> FILES =
            List.of(
                    Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.agent.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.allocator.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.executor.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.maintenance.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.master.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.quota.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.resource_provider.Protos.getDescriptor(),
                    io.mesocosm.protocol.v1.scheduler.Protos.getDescriptor());

    private MessageTypes() {}

    /** The default instance of each type, nested types included, map entries not. */
    public static List<Message> prototypes() {
        return FILES.stream()
                .flatMap(file -> file.getMessageTypes().stream())
                .flatMap(MessageTypes::withNested)
                .filter(type -> !type.getOptions().getMapEntry())
                .map(MessageTypes::prototype)
                .toList();
    }

    /** The same, named for test reports. */
    static List<Named<Message>> named() {
        return prototypes().stream()
                .map(type -> Named.of(type.getDescriptorForType().getFullName(), type))
                .toList();
    }

    private static Stream<Descriptor> withNested(Descriptor type) {
        return Stream.concat(
                Stream.of(type), type.getNestedTypes().stream().flatMap(MessageTypes::withNested));
    }

    private static Message prototype(Descriptor type) {
        String name = type.getName();
        for (Descriptor outer = type.getContainingType();
                outer != null;
                outer = outer.getContainingType()) {
            name = outer.getName() + '$' + name;
        }
        String javaPackage = type.getFile().getOptions().getJavaPackage();
        try {
            return (Message)
                    Class.forName(javaPackage + '.' + name)
                            .getMethod("getDefaultInstance")
                            .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no class for " + type.getFullName(), e);
        }
    }
}
