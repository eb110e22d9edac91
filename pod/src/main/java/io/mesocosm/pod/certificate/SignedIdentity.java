package io.mesocosm.pod.certificate;

import static java.util.Objects.requireNonNull;

import io.mesocosm.pod.KubernetesApi;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity whose key is made here and whose certificate a signer of the Kubernetes cluster
 * makes; asked for on a thread of its own, and renewed for ever. Any thread.
 */
public final class SignedIdentity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignedIdentity.class);

    /**
     * What is wanted.
     *
     * @param signer signerName of the requests
     * @param subject whom the certificate is for
     * @param files where certificate and key are written, in a folder of their own, and whose
     *     signatures are trusted
     */
    public record Plan(String signer, Subject subject, TlsFiles files) {
        public Plan {
            requireNonNull(signer, "signer");
            requireNonNull(subject, "subject");
            requireNonNull(files, "files");
        }
    }

    private final Enrolment enrolment;
    private final CompletableFuture<TlsFiles> first = new CompletableFuture<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("signed-identity").daemon().factory());

    private SignedIdentity(Plan plan, SigningRequests requests, InstantSource clock, Pace pace) {
        this.enrolment =
                new Enrolment(plan, requests, clock, pace, () -> first.complete(plan.files()));
        run(Duration.ZERO);
    }

    /**
     * Asks the Kubernetes that this pod is in, with the pod's own ServiceAccount, which must be
     * allowed to make and get CertificateSigningRequests.
     *
     * @param environment the process's: it says where the API server is
     * @throws IOException when this is no pod, or its ServiceAccount's token is not mounted
     */
    public static SignedIdentity inPod(Plan plan, Map<String, String> environment)
            throws IOException {
        return of(
                plan,
                KubernetesApi.ofPod("a certificate can be asked for", environment),
                InstantSource.system());
    }

    /** Asks that API server, at times that this clock tells. */
    public static SignedIdentity of(Plan plan, KubernetesApi api, InstantSource clock) {
        return of(plan, new KubernetesRequests(api), clock, Pace.USUAL);
    }

    static SignedIdentity of(Plan plan, SigningRequests requests, InstantSource clock, Pace pace) {
        return new SignedIdentity(plan, requests, clock, pace);
    }

    /** Waits until there is an identity that can be used: not at all where one is on the disk. */
    public TlsFiles awaitFirst() throws InterruptedException {
        try {
            return first.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody gives up", e);
        }
    }

    private void step() {
        Duration again = Pace.USUAL.failure().most();
        try {
            again = enrolment.step();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOG.error("the identity is not looked after for {}", again, e);
        }
        run(again);
    }

    private void run(Duration wait) {
        try {
            var _ = thread.schedule(this::step, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed");
        }
    }

    /** Asks no more; what is on the disk stays. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
