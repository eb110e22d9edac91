package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerizerException;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.cgroup.Cgroups.Placement;
import io.mesocosm.containerizer.image.Images;
import io.mesocosm.containerizer.supervisor.SpecFile;
import io.mesocosm.containerizer.supervisor.StartRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Runs further commands inside containers: in their cgroups and namespaces, with their user. */
final class Entry {
    private static final int OUTPUT_KEPT = 64 << 10;

    private Entry() {}

    private record Running(CompletableFuture<Exec.Result> verdict, Process process)
            implements Exec {
        @Override
        public CompletionStage<Result> result() {
            return verdict.minimalCompletionStage();
        }

        @Override
        public void kill() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // Its input is gone because it has ended.
                return;
            }
        }
    }

    static Exec exec(Toolbox tools, Container container, ExecConfig config, Executor executor) {
        try {
            Path spec = Files.createTempFile(container.directory(), "exec-", "");
            spec(tools, container, config).write(spec);
            Process process = new ProcessBuilder(tools.supervisor("exec", spec.toString())).start();
            CompletableFuture<Exec.Result> result = new CompletableFuture<>();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> kept(process.getInputStream()), executor);
            executor.execute(() -> await(process, output, result, spec));
            return new Running(result, process);
        } catch (IOException | LaunchException e) {
            throw new ContainerizerException(
                    "Failed to run a command in container "
                            + container.id()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static void await(
            Process process,
            CompletableFuture<String> output,
            CompletableFuture<Exec.Result> result,
            Path spec) {
        String verdict = kept(process.getErrorStream()).strip();
        try {
            Files.deleteIfExists(spec);
        } catch (IOException e) {
            result.completeExceptionally(e);
        }
        if (verdict.startsWith("status ")) {
            int status = Integer.parseInt(verdict.substring(7));
            result.complete(new Exec.Result(status, output.join()));
        } else {
            result.completeExceptionally(
                    new ContainerizerException(
                            verdict.startsWith("failed ")
                                    ? verdict.substring(7)
                                    : "The command was broken off"));
        }
    }

    private static String kept(InputStream in) {
        try (in) {
            byte[] first = in.readNBytes(OUTPUT_KEPT);
            in.transferTo(OutputStream.nullOutputStream());
            return new String(first, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static SpecFile spec(Toolbox tools, Container container, ExecConfig config)
            throws IOException, LaunchException {
        long pid = task(container);
        Placement placement = tools.cgroups().placement(container.id());
        SpecFile spec = new SpecFile();
        CommandSpec.command(spec, config.command());
        spec.environment(CommandSpec.withPath(config.environment()));
        spec.all("tasks", placement.tasks()).put("cgroup", placement.directory());
        spec.all("namespace", foreignNamespaces(pid, tools.config().hostNamespaces()));
        ContainerRecord record = ContainerRecord.read(container.directory());
        spec.put("cwd", record.image() ? ContainerConfig.SANDBOX_IN_IMAGE : record.sandbox());
        identity(config, record, pid).ifPresent(who -> CommandSpec.putIdentity(spec, who));
        if (record.image()) {
            Path status = Path.of("/proc/" + pid + "/status");
            spec.put("bounding", Long.toUnsignedString(Rights.bounding(status)));
            if (Rights.noNewPrivileges(status)) {
                spec.put("nonewprivs", 1);
            }
            Optional.ofNullable(record.filter())
                    .or(() -> Images.filter(container.directory()).map(Path::toString))
                    .ifPresent(filter -> spec.put("seccomp", filter));
        }
        if (config.toSandbox()) {
            spec.put("stdout", record.sandbox() + "/stdout");
            spec.put("stderr", record.sandbox() + "/stderr");
        }
        return spec;
    }

    private static long task(Container container) throws IOException {
        return StartRecord.read(container.directory())
                .map(StartRecord::taskPid)
                .filter(pid -> pid > 0)
                .orElseThrow(() -> new IOException("it runs no command"));
    }

    private static Optional<Identity> identity(ExecConfig config, ContainerRecord record, long pid)
            throws LaunchException {
        if (config.user().isPresent()) {
            return Optional.of(
                    Identity.find(config.user().get(), Path.of("/proc/" + pid + "/root")));
        }
        Long uid = record.uid();
        Long gid = record.gid();
        List<Long> groups = record.groups();
        return uid == null || gid == null
                ? Optional.empty()
                : Optional.of(new Identity(uid, gid, groups == null ? List.of() : groups));
    }

    /**
     * Those that differ from where the supervisor's program enters: ours, or the machine's. The
     * mount namespace last, for the others are found by the /proc of before.
     */
    private static List<String> foreignNamespaces(long pid, boolean ofHost) throws IOException {
        List<String> found = new ArrayList<>();
        for (String kind : List.of("pid", "net", "ipc", "uts", "cgroup", "mnt")) {
            Path theirs = Path.of("/proc/" + pid + "/ns/" + kind);
            Path ours = Path.of("/proc/" + (ofHost ? "1" : "self") + "/ns/" + kind);
            if (Files.exists(theirs)
                    && !Files.readSymbolicLink(theirs).equals(Files.readSymbolicLink(ours))) {
                found.add(theirs.toString());
            }
        }
        return found;
    }
}
