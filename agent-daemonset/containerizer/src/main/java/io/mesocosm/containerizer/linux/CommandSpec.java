package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Rlimit;
import io.mesocosm.containerizer.cgroup.Cgroups.Placement;
import io.mesocosm.containerizer.image.Image;
import io.mesocosm.containerizer.supervisor.SpecFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what the supervisor is to do for one container. */
final class CommandSpec {
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Toolbox tools;
    private final ContainerConfig config;
    private final Container container;
    private final Optional<Container> parent;

    CommandSpec(
            Toolbox tools,
            ContainerConfig config,
            Container container,
            Optional<Container> parent) {
        this.tools = tools;
        this.config = config;
        this.container = container;
        this.parent = parent;
    }

    /** A command that sees the host's root file system, which no rules of system calls bind. */
    Optional<SeccompRules> writeForHost() throws LaunchException, IOException {
        Optional<Identity> identity = identity();
        SpecFile spec = base(identity);
        command(spec, config.command().orElseThrow());
        spec.environment(withPath(config.environment()));
        spec.put("cwd", config.workingDirectory().orElse(config.sandbox().toString()));
        netns().ifPresent(path -> spec.put("netns", path.toString()));
        List<Mount> mounts =
                new HostMounts(tools.config().host(), config, container, parent)
                        .list(netns().isPresent());
        spec.all("mount", Mount.lines(mounts));
        limits(spec);
        if (config.privileges().capabilities().isPresent()) {
            long mask = Rights.mask(config.privileges().capabilities().get());
            capabilities(spec, mask, mask);
            if (identity.isEmpty()) {
                putIdentity(spec, new Identity(0, 0, List.of()));
            }
        }
        spec.write(container.directory().resolve("spec"));
        if (identity.isPresent()) {
            container.record().withIdentity(identity.get()).write(container.directory());
        }
        return Optional.empty();
    }

    /** A command in an image; returns the rules of system calls whose filter its start makes. */
    Optional<SeccompRules> writeForImage(Image image) throws LaunchException, IOException {
        Path rootfs = tools.images().mount(image, container.directory());
        OwnRoot own = ownRoot(image, rootfs);
        Optional<SeccompRules> rules = own.rules(tools.seccomp());
        return writeForRuntime(own, rules, rules.flatMap(SeccompRules::filter), rootfs);
    }

    /**
     * A command that sees the base root file system; returns the same. The supervisor starts it
     * itself, but the first one of some rules: only an OCI runtime makes their filter.
     */
    Optional<SeccompRules> writeForBase(Path base) throws LaunchException, IOException {
        OwnRoot own = ownRoot(Image.NONE, base);
        Optional<SeccompRules> rules = own.rules(tools.seccomp());
        Optional<SeccompRules.Filter> filter = rules.flatMap(SeccompRules::filter);
        if (rules.isPresent() && filter.isEmpty()) {
            Path rootfs = tools.images().mount(base, container.directory());
            return writeForRuntime(own, rules, filter, rootfs);
        }
        writeForSupervisor(own, base, filter);
        return Optional.empty();
    }

    private OwnRoot ownRoot(Image image, Path passwd) throws LaunchException, IOException {
        List<Mount> mounts =
                new RootMounts(tools.config().host(), config, container, parent)
                        .list(netns().isPresent());
        return new OwnRoot(config, image, passwd, mounts, netns());
    }

    private void writeForSupervisor(OwnRoot own, Path base, Optional<SeccompRules.Filter> filter)
            throws LaunchException, IOException {
        SpecFile spec = base(Optional.of(own.identity()));
        List<String> arguments = own.arguments();
        spec.put("file", arguments.getFirst()).all("arg", arguments);
        Map<String, String> environment = own.environment();
        // As a runtime does it.
        environment.putIfAbsent("HOME", Identity.home(own.identity().uid(), base));
        spec.environment(environment).put("cwd", own.workingDirectory());
        spec.put("root", base.toString());
        spec.put("overlay", tools.images().overlay(base, container.directory()));
        spec.put("hostname", own.hostname());
        own.netns().ifPresent(path -> spec.put("netns", path.toString()));
        spec.all("mount", Mount.lines(own.mounts()));
        spec.all("masked", OwnRoot.MASKED).all("readonly", OwnRoot.READ_ONLY);
        limits(spec);
        capabilities(spec, own.bounding(), own.held());
        filter.ifPresent(made -> spec.put("seccomp", made.file().toString()));
        spec.write(container.directory().resolve("spec"));
        record(own, filter);
    }

    /** The supervisor starts the OCI runtime, which leaves it the container. */
    private Optional<SeccompRules> writeForRuntime(
            OwnRoot own,
            Optional<SeccompRules> rules,
            Optional<SeccompRules.Filter> filter,
            Path rootfs)
            throws LaunchException, IOException {
        new BundleConfig(own, rules, filter).write(rootfs, container.directory());
        SpecFile spec = base(Optional.of(own.identity()));
        List<String> runtime = tools.images().runtimeCommand(container.directory());
        spec.put("file", runtime.getFirst()).all("arg", runtime);
        spec.put("env", "PATH=" + DEFAULT_PATH).put("cwd", "/");
        spec.put("pidfile", container.directory().resolve("pid").toString());
        spec.put("logfile", container.directory().resolve("runtime.log").toString());
        tools.hierarchies()
                .hiddenFromRuntime()
                .ifPresent(path -> spec.put("hide", path.toString()));
        spec.write(container.directory().resolve("spec"));
        record(own, filter);
        return filter.isPresent() ? Optional.empty() : rules;
    }

    private void record(OwnRoot own, Optional<SeccompRules.Filter> filter) throws IOException {
        container
                .record()
                .withIdentity(own.identity())
                .withFilter(filter.map(SeccompRules.Filter::file))
                .write(container.directory());
    }

    private SpecFile base(Optional<Identity> identity) throws IOException {
        Placement placement = tools.cgroups().placement(config.id());
        SpecFile spec = new SpecFile();
        spec.all("tasks", placement.tasks()).put("cgroup", placement.directory());
        spec.all("freezer", placement.freezers()).put("oom", placement.oom());
        spec.put("stdout", config.sandbox().resolve("stdout").toString());
        spec.put("stderr", config.sandbox().resolve("stderr").toString());
        spec.put("loglimit", config.logLimit());
        identity.ifPresent(who -> putIdentity(spec, who));
        return spec;
    }

    static void putIdentity(SpecFile spec, Identity who) {
        spec.put("uid", who.uid()).put("gid", who.gid());
        spec.all("group", who.groups().stream().map(String::valueOf).toList());
    }

    static void command(SpecFile spec, Command command) throws LaunchException {
        switch (command) {
            case Command.Shell(String line) ->
                    spec.put("file", "/bin/sh").all("arg", List.of("sh", "-c", line));
            case Command.Program(String file, List<String> argv) ->
                    spec.put("file", file).all("arg", argv);
            case Command.ImageDefault ignored ->
                    throw new LaunchException(
                            Cause.INVALID, "A command without a value needs a container image");
        }
    }

    static Map<String, String> withPath(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putIfAbsent("PATH", DEFAULT_PATH);
        return all;
    }

    private Optional<Identity> identity() throws LaunchException {
        if (config.user().isEmpty()) {
            return Optional.empty();
        }
        String user = config.user().get();
        if (!tools.root()) {
            if (user.equals(System.getProperty("user.name"))) {
                return Optional.empty();
            }
            throw new LaunchException(
                    Cause.ISOLATION,
                    "The agent does not run as root and cannot run a task as user '" + user + "'");
        }
        return Optional.of(Identity.find(user, tools.config().host().root()));
    }

    private Optional<Path> netns() {
        Path namespace = tools.networks().namespace(config.id().root());
        return Files.exists(namespace) ? Optional.of(namespace) : Optional.empty();
    }

    private void limits(SpecFile spec) throws LaunchException {
        for (Rlimit limit : config.privileges().rlimits()) {
            spec.put("rlimit", Rights.number(limit) + "\t" + limit.soft() + "\t" + limit.hard());
        }
        if (config.privileges().noNewPrivileges()) {
            spec.put("nonewprivs", 1);
        }
    }

    private static void capabilities(SpecFile spec, long bounding, long held) {
        spec.put("bounding", Long.toUnsignedString(bounding));
        spec.put("caps", Long.toUnsignedString(held));
    }
}
