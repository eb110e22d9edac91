package io.mesocosm.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import io.mesocosm.tls.Validity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masters at https addresses: who they are is checked, and who the client is, they see. */
class SchedulerTlsTest {

    private static final TaskID TASK = TaskID.newBuilder().setValue("t").build();

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final Authorities authorities = authorities("ours");
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    @TempDir private Path folder;
    private TlsIdentity own;
    private FakeMaster master;

    private static Authorities authorities(String name) {
        return Authorities.create(
                name,
                "",
                new Authorities.Durations(
                        Duration.ofDays(3),
                        Validity.of(Duration.ofHours(1)),
                        Duration.ofMinutes(1)),
                Instant.now());
    }

    @BeforeEach
    void start() throws Exception {
        own = identity("marathon", Groups.MARATHONS);
        master = startMaster("master");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private FakeMaster startMaster(String name) throws Exception {
        FakeMaster started = FakeMaster.start(identity(name, Groups.MASTERS).context());
        opened.push(started);
        return started;
    }

    private TlsFiles files(String name) throws IOException {
        return TlsFiles.in(Files.createDirectories(folder.resolve(name)));
    }

    private void write(String name, String group, Authorities signers, Duration life)
            throws IOException {
        Subject subject = new Subject(name, group, List.of("localhost"), List.of("127.0.0.1"));
        files(name).write(Leaf.at(Instant.now(), subject, signers, Validity.of(life), null));
    }

    private TlsIdentity identity(String name, String group) throws IOException {
        write(name, group, authorities, Duration.ofHours(1));
        TlsIdentity identity = TlsIdentity.open(files(name));
        opened.push(identity);
        return identity;
    }

    private SchedulerConfig config(URI address) {
        return SchedulerConfig.of(address.toString())
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5))
                .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50))
                .withTls(own.context());
    }

    private SchedulerClient start(SchedulerConfig config) {
        SchedulerClient client =
                SchedulerClient.start(config, SchedulerClientFixture.FRAMEWORK, scheduler);
        opened.push(client);
        return client;
    }

    private static FakeMaster.Stream subscribed(FakeMaster at) throws Exception {
        FakeMaster.Stream stream = at.nextStream();
        stream.subscribed("f", 15);
        return stream;
    }

    private String failure(SchedulerConfig config) throws InterruptedException {
        try (MasterLink link = new MasterLink(config)) {
            LeaderSearch search = new LeaderSearch(config, link);
            Call call = Call.newBuilder().setType(Call.Type.SUBSCRIBE).build();
            return search.attempt(call, new CompletableFuture<>())
                            instanceof LeaderSearch.Outcome.Failed failed
                    ? failed.reason()
                    : "no failure";
        }
    }

    @Test
    void showsItsCertificateAndItsCredentialsWithEachRequest() throws Exception {
        SchedulerClient client =
                start(
                        config(master.address())
                                .withCredentials(new BasicCredentials("me", "secret")));
        FakeMaster.Stream stream = subscribed(master);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        SchedulerClientFixture.result(client.kill(TASK));
        FakeMaster.Received call = master.nextCall();
        for (FakeMaster.Received received : List.of(stream.request, call)) {
            assertThat(received.subject()).contains("O=mesocosm:marathons", "CN=marathon");
            assertThat(received.header("Authorization")).isEqualTo("Basic bWU6c2VjcmV0");
        }
    }

    @Test
    void followsARedirectThatNamesNoSchemeOverTls() throws Exception {
        FakeMaster leader = startMaster("leader");
        String location = "//" + leader.address().getAuthority() + "/api/v1/scheduler";
        master.answer(received -> new FakeMaster.Answer(307, location));
        SchedulerClient client = start(config(master.address()));
        FakeMaster.Stream stream = subscribed(leader);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        assertThat(stream.request.subject()).contains("CN=marathon");
        assertThat(SchedulerClientFixture.result(client.kill(TASK)))
                .isEqualTo(new CallResult.Accepted());
        assertThat(leader.nextCall().subject()).contains("CN=marathon");
    }

    @Test
    void followsNoRedirectFromTlsToPlainHttp() throws Exception {
        master.answer(received -> new FakeMaster.Answer(307, "http://127.0.0.1:1/"));
        assertThat(failure(config(master.address())))
                .isEqualTo(
                        master.address()
                                + "/api/v1/scheduler redirects to what is not https: http://127.0.0.1:1/");
    }

    @Test
    void asksOverTlsWhoLeadsAndGoesThere() throws Exception {
        FakeMaster next = startMaster("next");
        master.tellThatLeads(next.address());
        start(
                SchedulerConfig.of(master.address().toString(), next.address().toString())
                        .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50))
                        .withTls(own.context())
                        .withLeaderCheck(Duration.ofMillis(200)));
        subscribed(master);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        assertThat(scheduler.next())
                .isEqualTo(
                        "disconnected: %s/api/v1/scheduler is said not to lead any more, but %s"
                                .formatted(master.address(), next.address().getAuthority()));
        next.tellThatLeads(next.address());
        master.answer(received -> new FakeMaster.Answer(503, ""));
        subscribed(next);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
    }

    @Test
    void saysWhatIsWrongWithACertificateThatItDoesNotTrust() throws Exception {
        write("stranger", Groups.MASTERS, authorities("theirs"), Duration.ofHours(1));
        TlsIdentity stranger = TlsIdentity.open(files("stranger"));
        opened.push(stranger);
        FakeMaster other = FakeMaster.start(stranger.context());
        opened.push(other);
        assertThat(failure(config(other.address())))
                .startsWith(
                        other.address()
                                + "/api/v1/scheduler makes no TLS connection with this client: ")
                .contains("path")
                .endsWith(
                        "; its certificate must be for '127.0.0.1' and signed by an authority that this client trusts, and it must trust the certificate that this client shows, if any");
    }

    @Test
    void saysWhatIsWrongWithACertificateForAnotherName() throws Exception {
        String elsewhere = "https://127.0.0.2:" + master.address().getPort();
        assertThat(failure(config(URI.create(elsewhere)))).contains("must be for '127.0.0.2'");
    }

    @Test
    void keepsItsStreamWhenItsCertificateIsRenewed() throws Exception {
        SchedulerClient client = start(config(master.address()));
        FakeMaster.Stream stream = subscribed(master);
        assertThat(scheduler.next()).isEqualTo("subscribed f");
        Instant before = own.expires();
        write("marathon", Groups.MARATHONS, authorities, Duration.ofHours(2));
        write("master", Groups.MASTERS, authorities, Duration.ofHours(2));
        await().until(() -> own.expires().isAfter(before));
        assertThat(stream.isOpen()).isTrue();
        assertThat(client.isSubscribed()).isTrue();
        assertThat(SchedulerClientFixture.result(client.kill(TASK)))
                .isEqualTo(new CallResult.Accepted());
        assertThat(master.pendingStreams()).isZero();
    }
}
