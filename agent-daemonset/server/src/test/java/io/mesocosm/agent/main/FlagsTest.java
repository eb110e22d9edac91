package io.mesocosm.agent.main;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.linux.LinuxContainerizerConfig;
import io.mesocosm.pod.certificate.SignedIdentity;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags, variables and defaults (spec section 10). */
class FlagsTest {
    private static AgentSettings settings(Map<String, String> environment, String... arguments) {
        return new AgentFlags(Flags.read(KnownFlags.ALL, List.of(arguments), environment))
                .settings();
    }

    @Test
    void hasTheDefaultsOfMesos() {
        AgentSettings settings = settings(Map.of(), "--master=m1,m2:6000");
        assertThat(settings.masters()).containsExactly("m1:5055", "m2:6000");
        assertThat(settings.ip()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(5051);
        assertThat(settings.executorPort()).isEqualTo(5053);
        assertThat(settings.probePort()).isNull();
        assertThat(settings.core().executorReregistrationTimeout())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.core().gcDelay()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.flags()).containsEntry("executor_shutdown_grace_period", "5secs");
    }

    @Test
    void takesTheCommandLineBeforeVariablesBeforeDefaults(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("resources"), "cpus:3\n");
        Map<String, String> environment =
                Map.of("MESOS_PORT", "6001", "MESOS_RESOURCES", "file://" + file);
        assertThat(settings(environment, "--master=m").port()).isEqualTo(6001);
        assertThat(settings(environment, "--master=m", "--port=6002").port()).isEqualTo(6002);
        assertThat(settings(environment, "--master=m").resources()).isEqualTo("cpus:3");
    }

    @Test
    void takesSwitches() {
        assertThat(settings(Map.of(), "--master=m").switchUser()).isTrue();
        assertThat(settings(Map.of(), "--master=m", "--no-switch_user").switchUser()).isFalse();
        assertThat(settings(Map.of(), "--master=m", "--cgroups_enable_cfs").isolation().cpuQuota())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense=1 | --nonsense",
                "--port=many | --port",
                "--port=70000 | --port",
                "--probe_port=70000 | --probe_port",
                "--probe_port=5051 | --port=5051 are one port",
                "--probe_port=5053 | --executor_port=5053 are one port",
                "--recover=maybe | --recover",
                "--gc_delay=soon | --gc_delay",
                "--switch_user=perhaps | --switch_user",
                "--executor_reregistration_timeout=16secs | 15secs",
                "--master=http://m:5050/ | host:port",
                "--master | needs a value",
                "--no-master | --no-master",
                "port=1 | not a flag"
            })
    void namesWhatIsWrong(String argument, String named) {
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--isolation=cgroups/cpu,cgroups/mem,filesystem/linux",
                "--containerizers=docker,mesos",
                "--image_providers=docker",
                "--launcher=posix",
                "--launcher_dir=/usr/libexec/mesos",
                "--docker=/usr/bin/docker",
                "--docker_socket=/run/docker.sock",
                "--docker_remove_delay=1mins",
                "--docker_stop_timeout=30secs",
                "--no-docker_kill_orphans",
                "--no-systemd_enable_support",
                "--cgroups_hierarchy=/cgroup",
                "--fetcher_cache_size=4GB",
                "--fetcher_cache_dir=/tmp/cache",
                "--hadoop_home=/opt/hadoop",
                "--no-strict",
                "--reconfiguration_policy=additive",
                "--http_command_executor",
                "--oversubscribed_resources_interval=5secs",
                "--perf_events=cycles",
                "--image_provisioner_backend=copy",
                "--no-initialize_driver_logging",
                "--logbufsecs=1",
                "--quiet"
            })
    void takesTheFlagsThatAnAgentOfMesosIsStartedWith(String argument) {
        String name = argument.replaceFirst("^--(no-)?", "").replaceFirst("=.*", "");
        assertThat(settings(Map.of(), "--master=m", argument).flags())
                .containsEntry(
                        name,
                        argument.contains("=")
                                ? argument.substring(argument.indexOf('=') + 1)
                                : String.valueOf(!argument.startsWith("--no-")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cgroups_limit_swap",
                "--enforce_container_disk_quota",
                "--modules={}",
                "--acls={}",
                "--credential=/etc/mesos/credential",
                "--effective_capabilities={}",
                "--allowed_capabilities={}"
            })
    void refusesWhatItCannotDoWithTheReason(String argument) {
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not supported: ");
        assertThat(settings(Map.of(), "--master=m", "--no-cgroups_limit_swap").flags())
                .containsEntry("cgroups_limit_swap", "false");
    }

    @Test
    void takesOldNamesFromBothSources() {
        assertThat(
                        settings(
                                        Map.of(
                                                "MESOS_AUTHENTICATE_HTTP",
                                                "true",
                                                "MESOS_HTTP_CREDENTIALS",
                                                "{\"credentials\":[{\"principal\":\"p\",\"secret\":\"s\"}]}"),
                                        "--master=m")
                                .security()
                                .readwrite())
                .isTrue();
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--authenticate_http"))
                .hasMessageContaining("--http_credentials");
    }

    @Test
    void tellsNobodyThePasswordsThatAreInAFlag() {
        assertThat(
                        settings(
                                        Map.of(),
                                        "--master=m",
                                        "--http_credentials={\"credentials\":[{\"principal\":\"p\",\"secret\":\"s\"}]}")
                                .flags())
                .containsEntry("http_credentials", "(not shown)");
    }

    @Test
    void keepsThePathOfAFileThatIsToBeReadAgain(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("credentials"),
                        "{\"credentials\":[{\"principal\":\"p\",\"secret\":\"s\"}]}");
        AgentSettings settings =
                settings(Map.of(), "--master=m", "--http_credentials=file://" + file);
        assertThat(settings.flags()).containsEntry("http_credentials", file.toString());
        assertThat(requireNonNull(settings.security().credentials()).match("p", "s")).isTrue();
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--http_credentials=/none"))
                .hasMessage(
                        "--http_credentials cannot be read: '/none' is missing or cannot be read by this user");
    }

    @Test
    void asksExecutorsForTokensThatTheyGet(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "secret");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(settings(Map.of(), "--master=m").security().tokens()).isNull();
        AgentSettings.Security given =
                settings(Map.of(), "--master=m", "--executor_secret_key=" + key).security();
        assertThat(given.tokens()).isNotNull();
        assertThat(given.executors()).isFalse();
        String asked = "--authenticate_http_executors";
        assertThat(
                        settings(Map.of(), "--master=m", asked, "--jwt_secret_key=file://" + key)
                                .security()
                                .executors())
                .isTrue();
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", asked))
                .hasMessageContaining("give --jwt_secret_key=FILE too");
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--jwt_secret_key=" + empty))
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--jwt_secret_key=/none"))
                .hasMessageContaining("--jwt_secret_key cannot be read");
    }

    @Test
    void tellsOthersAnAddressTheyCanUse() {
        assertThat(
                        settings(Map.of(), "--master=m", "--ip=0.0.0.0", "--advertise_ip=10.0.0.7")
                                .advertisedIp())
                .isEqualTo("10.0.0.7");
        assertThat(settings(Map.of(), "--master=m", "--ip=0.0.0.0").advertisedIp())
                .isNotEqualTo("0.0.0.0");
        assertThat(settings(Map.of(), "--master=m").advertisedIp()).isEqualTo("127.0.0.1");
    }

    @Test
    void readsItsFaultDomain() {
        assertThat(
                        settings(
                                        Map.of(),
                                        "--master=m",
                                        "--domain={\"fault_domain\":{\"region\":{\"name\":\"eu\"},"
                                                + "\"zone\":{\"name\":\"a\"}}}")
                                .domain())
                .isNotNull();
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--domain=eu"))
                .hasMessageContaining("--domain");
    }

    @Test
    void needsAMasterUnlessItOnlyCleansUp() {
        assertThatThrownBy(() -> settings(Map.of())).hasMessageContaining("--master");
        assertThat(settings(Map.of(), "--recover=cleanup").cleanup()).isTrue();
    }

    @Test
    void listsEveryFlag() {
        String help = Flags.help(KnownFlags.ALL);
        KnownFlags.ALL.forEach(flag -> assertThat(help).contains("--" + flag.name()));
    }

    @Test
    void refusesRuntimeFilesThatAreNotThere(@TempDir Path folder) {
        AgentFlags flags =
                new AgentFlags(
                        Flags.read(
                                KnownFlags.ALL,
                                List.of("--master=m", "--runtime_files=" + folder.resolve("none")),
                                Map.of()));
        assertThatThrownBy(flags::containerizer).hasMessageContaining("is not a folder");
    }

    @Test
    void givesCommandsTheHostsRootFileSystemUnlessToldOtherwise(@TempDir Path folder)
            throws IOException {
        assertThat(settings(Map.of(), "--master=m").isolation().rootFilesystem())
                .isEqualTo(new RootFilesystem.Host());
        String files = "--runtime_files=" + folder;
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--root_filesystem=base", files))
                .hasMessage(
                        "--root_filesystem=base: there is none; name the folder that has it, as"
                                + " base, with --runtime_files");
        Files.createDirectory(folder.resolve("base"));
        assertThat(settings(Map.of(), "--master=m", "--root_filesystem=base", files))
                .extracting(settings -> settings.isolation().rootFilesystem())
                .isEqualTo(new RootFilesystem.Base());
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--root_filesystem=own"))
                .hasMessage("--root_filesystem: 'own' is neither host nor base");
    }

    @Test
    void takesAFolderOfSeccompProfilesAndTheDefaultOfThem(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("default.json"), "{'defaultAction': 'x'}".replace('\'', '"'));
        Files.writeString(folder.resolve("other.json"), "{}");
        String profiles = "--seccomp_config_dir=" + folder;
        assertThat(
                        settings(
                                        Map.of(),
                                        "--master=m",
                                        profiles,
                                        "--seccomp_profile_name=default.json")
                                .isolation()
                                .seccomp())
                .contains(folder.resolve("default.json"));
        assertThat(settings(Map.of(), "--master=m", profiles).isolation().seccomp()).isEmpty();
        assertThatThrownBy(
                        () ->
                                settings(
                                        Map.of(),
                                        "--master=m",
                                        profiles,
                                        "--seccomp_profile_name=other.json"))
                .hasMessageContaining("--seccomp_profile_name")
                .hasMessageContaining("other.json is no seccomp profile: it has no defaultAction");
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--seccomp_profile_name=a.json"))
                .hasMessageContaining("needs --seccomp_config_dir");
    }

    @Test
    void leavesContainersWhereTheAgentIsUnlessToldOtherwise() {
        assertThat(containerizer("--master=m").hostNamespaces()).isFalse();
        assertThat(containerizer("--master=m", "--host_namespaces").host().root())
                .isEqualTo(Path.of("/proc/1/root"));
    }

    @Test
    void asksSystemdForAUnitUnlessToldOtherwise() {
        assertThat(containerizer("--master=m").cgroups().systemd())
                .contains(Path.of("/run/systemd/system"));
        assertThat(
                        containerizer("--master=m", "--systemd_runtime_directory=/run/sd")
                                .cgroups()
                                .systemd())
                .contains(Path.of("/run/sd"));
        assertThat(containerizer("--master=m", "--no-systemd_enable_support").cgroups().systemd())
                .isEmpty();
    }

    private static LinuxContainerizerConfig containerizer(String... arguments) {
        return new AgentFlags(Flags.read(KnownFlags.ALL, List.of(arguments), Map.of()))
                .containerizer();
    }

    @Test
    void identityTakesThreeFilesOrNone() {
        assertThat(settings(Map.of(), "--master=m").security().tls()).isNull();
        assertThat(
                        settings(
                                        Map.of(),
                                        "--master=m",
                                        "--tls_cert_file=/c",
                                        "--tls_key_file=/k",
                                        "--tls_ca_file=/a",
                                        "--authenticate_http_readwrite")
                                .security()
                                .tls())
                .isEqualTo(new TlsFiles(Path.of("/c"), Path.of("/k"), Path.of("/a")));
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--tls_key_file=/k"))
                .hasMessageContaining("--tls_cert_file, --tls_key_file and --tls_ca_file");
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--authenticate_http_readonly"))
                .hasMessageContaining("--tls_cert_file");
    }

    private static final String[] SIGNED = {
        "--master=m",
        "--hostname=node-1.example",
        "--ip=0.0.0.0",
        "--advertise_ip=10.0.0.1",
        "--certificate_signer=mesocosm.io/mesos.main",
        "--identity_dir=/var/lib/mesocosm/identity",
        "--tls_ca_file=/etc/mesocosm/ca/ca.crt"
    };

    @Test
    void identityThatASignerCertifiesIsForTheNodeAndWhatTheAgentTellsOthers() {
        Map<String, String> node = Map.of("NODE_NAME", "node-1");
        TlsFiles files =
                new TlsFiles(
                        Path.of("/var/lib/mesocosm/identity/tls.crt"),
                        Path.of("/var/lib/mesocosm/identity/tls.key"),
                        Path.of("/etc/mesocosm/ca/ca.crt"));

        Flags flags = Flags.read(KnownFlags.ALL, List.of(SIGNED), node);
        AgentSettings settings = new AgentFlags(flags).settings();

        assertThat(settings.security().tls()).isEqualTo(files);
        assertThat(IdentityFlags.plan(flags, settings))
                .isEqualTo(
                        new SignedIdentity.Plan(
                                "mesocosm.io/mesos.main",
                                new Subject(
                                        "agent/node-1",
                                        Groups.AGENTS,
                                        List.of("node-1.example"),
                                        List.of("10.0.0.1")),
                                files));
        assertThat(IdentityFlags.plan(Flags.read(KnownFlags.ALL, List.of(), node), settings))
                .isNull();
    }

    @Test
    void signerNeedsToKnowWhereAndForWhom() {
        assertThatThrownBy(() -> plan("--identity_dir="))
                .hasMessageContaining("--identity_dir and --tls_ca_file");
        assertThatThrownBy(() -> plan("--tls_cert_file=/c")).hasMessageContaining("in place of");
        assertThatThrownBy(() -> plan("--node_name=")).hasMessageContaining("--node_name");
        assertThatThrownBy(() -> settings(Map.of(), "--master=m", "--identity_dir=/i"))
                .hasMessageContaining("--certificate_signer");
    }

    private static void plan(String argument) {
        List<String> arguments = new ArrayList<>(List.of(SIGNED));
        arguments.add(argument);
        Flags flags = Flags.read(KnownFlags.ALL, arguments, Map.of("NODE_NAME", "node-1"));
        var _ = IdentityFlags.plan(flags, new AgentFlags(flags).settings());
    }
}
