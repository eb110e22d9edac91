package io.mesocosm.marathon.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.EtcdTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the state is kept, by the flags, and which of them contradict each other. */
class StateFlagsTest {

    private static MarathonFlags flags(String... arguments) {
        return new MarathonFlags(
                new Flags(MarathonFlags.all())
                        .environment(Map.of())
                        .arguments(
                                Stream.concat(Stream.of("--master=m:5050"), Stream.of(arguments))
                                        .toList()));
    }

    @Test
    void keepsItsStateForItselfByDefault() {
        StateFlags flags = flags().state();
        assertThat(flags.etcd()).isEmpty();
        assertThat(flags.workDir()).isEqualTo(Path.of("/var/lib/mesocosm/marathon"));
        assertThat(flags.leaderService()).isEmpty();
    }

    @Test
    void sharesItsStateInEtcd() {
        EtcdOptions options = flags("--etcd=a:2379, b:2379").state().etcd().orElseThrow();
        assertThat(options.endpoints()).containsExactly("a:2379", "b:2379");
        assertThat(options.prefix()).isEqualTo("/mesocosm/");
        assertThat(options.ttl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.tls()).isEmpty();
    }

    @Test
    void takesAllThatIsSaidOfEtcd() {
        StateFlags flags =
                flags(
                                "--etcd=a:2379",
                                "--etcd_prefix=/mesocosm/ns/c/",
                                "--etcd_session_timeout=5000",
                                "--etcd_ca_file=/ca",
                                "--etcd_cert_file=/cert",
                                "--etcd_key_file=/key",
                                "--leader_service=ns/c-marathon",
                                "--advertise_ip=10.0.0.7")
                        .state();
        EtcdOptions options = flags.etcd().orElseThrow();
        assertThat(options.prefix()).isEqualTo("/mesocosm/ns/c/");
        assertThat(options.ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.tls())
                .contains(new EtcdTls(Path.of("/ca"), Path.of("/cert"), Path.of("/key")));
        assertThat(flags.leaderService()).contains("ns/c-marathon");
        assertThat(flags.advertisedIp()).isEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--etcd_prefix=/x/ | --etcd_prefix is for several Marathons that share their state in etcd: name its members by --etcd=host:port,…, or leave --etcd_prefix out",
                "--leader_service=a/b | name its members by --etcd=host:port",
                "--etcd=a:1 --work_dir=/w | --work_dir and --etcd exclude each other",
                "--etcd=a:1 --etcd_ca_file=/ca | belong together: give all three for mutual TLS, or none",
                "--etcd=a:1 --etcd_session_timeout=2500 | etcd counts whole seconds: 2000, 3000, …, not 2500",
                "--etcd=a:1 --etcd_session_timeout=2secs | needs a whole number, not '2secs'",
                "--etcd=a:1 --http_address=0.0.0.0 | --etcd needs --hostname",
                "--etcd=a:1 --advertise_ip=10.0.0.1 | give --leader_service=NAMESPACE/NAME too",
                "--etcd=a | 'a' is not of the form host:port",
                "--etcd=a:1 --etcd_prefix=/x | must end with a slash",
            })
    void refusesWhatContradictsItself(String arguments, String message) {
        assertThatThrownBy(() -> flags(arguments.split(" ", -1)).state().etcd())
                .hasMessageContaining(message);
    }

    @Test
    void listensOnAllAddressesWhenItHasAName() {
        assertThat(flags("--etcd=a:1", "--http_address=0.0.0.0", "--hostname=m1").state().etcd())
                .isPresent();
    }

    @Test
    void pointsFromZooKeeperToWhatThereIs() {
        assertThat(flags("--zk=zk://z:2181/m", "--zk_timeout=1", "--store_cache").warnings())
                .containsExactly(
                        "--zk has no effect, there is no ZooKeeper here: a single Marathon keeps its state in --work_dir, several share it in etcd and elect their leader there, by --etcd=host:port,…",
                        "--zk_timeout has no effect, there is no ZooKeeper here: a single Marathon keeps its state in --work_dir, several share it in etcd and elect their leader there, by --etcd=host:port,…",
                        "--store_cache is accepted for old scripts and has no effect");
        MarathonFlags masters =
                new MarathonFlags(
                        new Flags(MarathonFlags.all())
                                .arguments(List.of("--master=zk://z1:2181,z2:2181/mesos")));
        assertThatThrownBy(() -> masters.framework(null))
                .hasMessageContaining("--master=zk://z1:2181,z2:2181/mesos names a ZooKeeper")
                .hasMessageContaining("--master=http://host:5050,http://other:5050");
    }

    @Test
    void proxiesAsItsFlagsSay() {
        var proxy =
                flags(
                                "--leader_proxy_connection_timeout=1",
                                "--leader_proxy_read_timeout=2",
                                "--leader_proxy_max_open_connections=3")
                        .server()
                        .proxy();
        assertThat(proxy.connectTimeout()).isEqualTo(Duration.ofMillis(1));
        assertThat(proxy.readTimeout()).isEqualTo(Duration.ofMillis(2));
        assertThat(proxy.connections()).isEqualTo(3);
        assertThat(flags().warnings()).isEmpty();
    }
}
