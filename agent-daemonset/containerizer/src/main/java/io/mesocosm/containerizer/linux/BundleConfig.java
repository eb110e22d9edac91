package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.containerizer.Rlimit;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the OCI runtime's {@code config.json} for a container with a root file system. */
final class BundleConfig {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILTER = "run.oci.seccomp_bpf_data";

    private final OwnRoot own;
    private final Optional<SeccompRules> rules;
    private final Optional<SeccompRules.Filter> filter;

    /**
     * @param rules of system calls
     * @param filter what the runtime has made of them before, if it has
     */
    BundleConfig(OwnRoot own, Optional<SeccompRules> rules, Optional<SeccompRules.Filter> filter) {
        this.own = own;
        this.rules = rules;
        this.filter = filter;
    }

    void write(Path rootfs, Path directory) throws LaunchException, IOException {
        ObjectNode json = JSON.createObjectNode().put("ociVersion", "1.0.2");
        process(json.putObject("process"));
        json.putObject("root").put("path", rootfs.toString());
        json.put("hostname", own.hostname());
        ArrayNode mounts = json.putArray("mounts");
        own.mounts().forEach(mount -> mount.addTo(mounts));
        linux(json.putObject("linux"));
        // The rules stay beside their filter, for a runtime that knows no such annotation.
        filter.ifPresent(made -> json.putObject("annotations").put(FILTER, made.base64()));
        Files.writeString(directory.resolve("config.json"), JSON.writeValueAsString(json));
    }

    private void process(ObjectNode process) throws LaunchException {
        Identity identity = own.identity();
        ObjectNode user =
                process.putObject("user").put("uid", identity.uid()).put("gid", identity.gid());
        identity.groups().forEach(group -> user.withArray("additionalGids").add(group));
        own.arguments().forEach(argument -> process.withArray("args").add(argument));
        own.environment()
                .forEach((name, value) -> process.withArray("env").add(name + "=" + value));
        process.put("cwd", own.workingDirectory());
        process.put("noNewPrivileges", own.config().privileges().noNewPrivileges());
        capabilities(process.putObject("capabilities"));
        for (Rlimit limit : own.config().privileges().rlimits()) {
            process.withArray("rlimits")
                    .addObject()
                    .put("type", Rights.name(Rights.number(limit)))
                    .put("soft", unsigned(limit.soft()))
                    .put("hard", unsigned(limit.hard()));
        }
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private void capabilities(ObjectNode json) {
        add(json, "bounding", own.bounding());
        for (String set : List.of("effective", "permitted")) {
            add(json, set, own.held());
        }
        // Root needs none of them, and would leave them to whom it becomes.
        for (String set : List.of("inheritable", "ambient")) {
            add(json, set, own.isRoot() ? 0 : own.held());
        }
    }

    private static void add(ObjectNode json, String set, long mask) {
        ArrayNode list = json.putArray(set);
        Rights.names(mask).forEach(list::add);
    }

    private void linux(ObjectNode linux) {
        for (String kind : List.of("pid", "ipc", "uts", "mount")) {
            linux.withArray("namespaces").addObject().put("type", kind);
        }
        own.netns()
                .ifPresent(
                        path ->
                                linux.withArray("namespaces")
                                        .addObject()
                                        .put("type", "network")
                                        .put("path", path.toString()));
        OwnRoot.MASKED.forEach(linux.withArray("maskedPaths")::add);
        OwnRoot.READ_ONLY.forEach(linux.withArray("readonlyPaths")::add);
        rules.ifPresent(bound -> linux.set("seccomp", bound.json()));
    }
}
