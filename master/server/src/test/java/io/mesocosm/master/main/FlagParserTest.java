package io.mesocosm.master.main;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How flags are read (spec §10). */
class FlagParserTest {
    private final FlagParser parser = new FlagParser(MasterFlags.ALL);

    private Map<String, String> parse(String... arguments) {
        return parser.parse(List.of(arguments), Map.of());
    }

    @Test
    void takesTheCommandLineBeforeTheEnvironmentBeforeTheDefault() {
        Map<String, String> environment = Map.of("MESOS_PORT", "1", "MESOS_CLUSTER", "blue");
        Map<String, String> flags = parser.parse(List.of("--port=2"), environment);
        assertThat(flags)
                .containsEntry("port", "2")
                .containsEntry("cluster", "blue")
                .containsEntry("ip", "127.0.0.1");
    }

    @Test
    void letsCertificatesProveWhoAClientIs() {
        Map<String, String> flags =
                parse(
                        "--registry=in_memory",
                        "--authenticate_http_readonly",
                        "--tls_cert_file=/c",
                        "--tls_key_file=/k",
                        "--tls_ca_file=/a");
        assertThat(new SettingsReader(flags).read("id", 1).security().tls())
                .isEqualTo(new TlsFiles(Path.of("/c"), Path.of("/k"), Path.of("/a")));
    }

    @Test
    void servesProbesWhereItIsToldToOnly() {
        assertThat(
                        new SettingsReader(parse("--registry=in_memory"))
                                .read("id", 1)
                                .addresses()
                                .probePort())
                .isNull();
        assertThat(
                        new SettingsReader(parse("--registry=in_memory", "--probe_port=5056"))
                                .read("id", 1)
                                .addresses()
                                .probePort())
                .isEqualTo(5056);
    }

    @Test
    void readsSwitches() {
        assertThat(parse("--no-root_submissions")).containsEntry("root_submissions", "false");
        assertThat(parse("--quiet")).containsEntry("quiet", "true");
        assertThat(parse("--quiet=0")).containsEntry("quiet", "false");
    }

    @Test
    void readsOlderNames() {
        assertThat(parse("--slave_ping_timeout=3secs"))
                .containsEntry("agent_ping_timeout", "3secs");
    }

    @Test
    void readsValuesFromFiles(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("name"), "blue\n");
        assertThat(parse("--cluster=file://" + file)).containsEntry("cluster", "blue");
    }

    @Test
    void tellsNobodyThePasswordsThatAreInAFlag() {
        String credentials =
                "{\"credentials\": [{\"principal\": \"ada\", \"secret\": \"s3cret\"}]}";
        Map<String, String> flags = parse("--registry=in_memory", "--credentials=" + credentials);
        assertThat(new SettingsReader(flags).read("id", 1).flags())
                .containsEntry("credentials", "(not shown)");
    }

    @Test
    void keepsThePathOfAFileThatIsToBeReadAgain(@TempDir Path folder) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("credentials"),
                        "{\"credentials\": [{\"principal\": \"ada\", \"secret\": \"s3cret\"}]}");
        Map<String, String> flags = parse("--registry=in_memory", "--credentials=file://" + file);
        assertThat(flags).containsEntry("credentials", file.toString());
        assertThat(
                        requireNonNull(
                                        new SettingsReader(flags)
                                                .read("id", 1)
                                                .security()
                                                .credentials())
                                .match("ada", "s3cret"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--prot=1 | unknown flag '--prot'",
                "port=1 | 'port=1' is no flag",
                "--port | flag '--port' needs a value",
                "--no-port | unknown flag '--no-port'",
                "--quiet=maybe | flag '--quiet' is true or false",
                "--zk=zk://x | flag '--zk=zk://x' is not supported",
                "--zk=zk://x | give --etcd=host:port",
                "--authorizers=other | flag '--authorizers=other' is not supported",
            })
    void namesTheFlagThatIsWrong(String argument, String text) {
        assertThatThrownBy(() -> parse(argument))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(text);
    }

    @Test
    void takesAnUnsupportedFlagAtItsDefault() {
        assertThat(parse("--allocator=hierarchical")).containsEntry("allocator", "hierarchical");
    }

    @Test
    void listsAllFlagsInItsHelp() {
        MasterFlags.ALL.forEach(flag -> assertThat(parser.help()).contains("--" + flag.name()));
    }

    @Test
    void makesSettingsOfFlags() {
        var settings =
                new SettingsReader(
                                parse(
                                        "--registry=in_memory",
                                        "--ip=127.0.0.1",
                                        "--hostname=h",
                                        "--allocation_interval=250ms",
                                        "--agent_removal_rate_limit=1/10mins",
                                        "--roles=a,b"))
                        .read("id", 1);
        assertThat(settings.core().allocationInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(requireNonNull(settings.core().agentRemovalRate()).per())
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.core().roles()).containsExactlyInAnyOrder("a", "b");
        assertThat(settings.addresses().hostname()).isEqualTo("h");
        assertThat(settings.registryFile()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--registry=replicated_log | '--work_dir' is needed",
                "--registry=etcd | '--registry' is replicated_log or in_memory",
                "--port=http | '--port' is a number",
                "--port=70000 | '--port' is no port",
                "--probe_port=70000 | '--probe_port' is no port",
                "--probe_port=5050 | '--port=5050' are one port",
                "--probe_port=5055 | '--agent_link_port=5055' are one port",
                "--offer_timeout=5 | Invalid duration",
                "--authenticate_http_readonly | there are no credentials",
                "--tls_cert_file=/c | give all three of --tls_cert_file",
                "--acls={\"reserve_resources\": []} | does not enforce section 'reserve_resources'",
                "--acls=/none | '/none' cannot be read",
                "--credentials=/none | '--credentials' cannot be read: '/none' is missing",
                "--agent_removal_rate_limit=fast | is written 1/10mins",
            })
    void namesTheValueThatIsWrong(String argument, String text) {
        Map<String, String> flags =
                argument.startsWith("--registry")
                        ? parse(argument)
                        : parse("--registry=in_memory", argument);
        assertThatThrownBy(() -> new SettingsReader(flags).read("id", 1))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(text);
    }

    @Test
    void keepsTheRegistryInEtcdWithoutAFolder() {
        var settings =
                new SettingsReader(
                                parse(
                                        "--etcd=a:2379, b:2379",
                                        "--etcd_prefix=/mesocosm/blue/",
                                        "--etcd_session_timeout=5secs",
                                        "--etcd_ca_file=/ca",
                                        "--etcd_cert_file=/cert",
                                        "--etcd_key_file=/key",
                                        "--quorum=2"))
                        .read("id", 1);
        var etcd = requireNonNull(settings.etcd());
        assertThat(etcd.endpoints()).containsExactly("a:2379", "b:2379");
        assertThat(etcd.prefix()).isEqualTo("/mesocosm/blue/");
        assertThat(etcd.ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(etcd.tls().orElseThrow().key()).isEqualTo(Path.of("/key"));
        assertThat(settings.registryFile()).isNull();
    }

    @Test
    void takesEtcdInPlainTextWithTheShortestSessionByDefault() {
        var etcd = requireNonNull(new SettingsReader(parse("--etcd=a:2379")).read("id", 1).etcd());
        assertThat(etcd.prefix()).isEqualTo("/mesocosm/");
        assertThat(etcd.ttl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(etcd.tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--etcd=a | is not of the form host:port",
                "--etcd=http://a:1 | is not of the form host:port",
                "--etcd=a:1 --etcd_prefix=/x | must end with a slash",
                "--etcd=a:1 --etcd_session_timeout=1500ms | whole seconds",
                "--etcd=a:1 --etcd_session_timeout=2 | Invalid duration",
                "--etcd=a:1 --registry=in_memory | leave --registry out",
                "--etcd=a:1 --etcd_ca_file=/ca | '--etcd_cert_file' is missing",
                "--etcd=a:1 --etcd_ca_file=/ca --etcd_cert_file=/c | '--etcd_key_file' is missing",
                "--work_dir=/w --etcd_key_file=/key | give --etcd=host:port",
                "--work_dir=/w --etcd_prefix=/x/ | give --etcd=host:port",
                "--work_dir=/w --etcd_session_timeout=3secs | give --etcd=host:port",
                "--work_dir=/w --leader_service=a/b | give --etcd=host:port",
            })
    void namesWhatIsWrongAboutEtcd(String arguments, String text) {
        Map<String, String> flags = parse(arguments.split(" ", -1));
        assertThatThrownBy(() -> new SettingsReader(flags).read("id", 1))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(text);
    }
}
