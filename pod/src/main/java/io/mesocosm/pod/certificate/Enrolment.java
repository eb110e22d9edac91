package io.mesocosm.pod.certificate;

import static java.util.Objects.requireNonNull;

import io.mesocosm.pod.certificate.IdentityFolder.Asked;
import io.mesocosm.pod.certificate.SigningRequests.Answer;
import io.mesocosm.tls.CertificateRequest;
import io.mesocosm.tls.Keys;
import io.mesocosm.tls.Leaf;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an identity certified and renewed, a step at a time. What is there and can be used stays
 * until its successor has come and can be used. Of one thread.
 */
final class Enrolment {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
    private static final int ANSWERS_SOON = 7;

    private final SignedIdentity.Plan plan;
    private final IdentityFolder folder;
    private final SigningRequests requests;
    private final InstantSource clock;
    private final Pace pace;
    private final Runnable onUsable;

    private int failures;
    private int refusals;
    private int waits;
    private @Nullable String said;

    /**
     * @param onUsable called whenever there is an identity that can be used, before anything is
     *     asked
     */
    Enrolment(
            SignedIdentity.Plan plan,
            SigningRequests requests,
            InstantSource clock,
            Pace pace,
            Runnable onUsable) {
        this.plan = requireNonNull(plan, "plan");
        this.folder = new IdentityFolder(plan.files());
        this.requests = requireNonNull(requests, "requests");
        this.clock = requireNonNull(clock, "clock");
        this.pace = requireNonNull(pace, "pace");
        this.onUsable = requireNonNull(onUsable, "onUsable");
    }

    /** Does what is due, and says when the next step is. */
    Duration step() throws InterruptedException {
        try {
            folder.prepare();
            String authorities = folder.authorities();
            Leaf present = folder.present(authorities);
            Optional<String> fault =
                    present == null
                            ? Optional.of("there is none yet")
                            : present.fault(plan.subject(), clock.instant());
            if (fault.isEmpty()) {
                onUsable.run();
            }
            Asked asked = folder.asked();
            if (asked != null) {
                return follow(asked, authorities);
            }
            if (present == null || fault.isPresent()) {
                return ask(fault.orElseThrow());
            }
            Duration left = Duration.between(clock.instant(), present.lastThird());
            if (left.isPositive()) {
                return left.compareTo(pace.look()) < 0 ? left : pace.look();
            }
            return ask("it is to be renewed");
        } catch (IOException e) {
            Duration again = pace.failure().after(failures++);
            say(
                    "signer=%s cannot be asked for a certificate, tried again for ever: %s"
                            .formatted(plan.signer(), e.getMessage()));
            return again;
        }
    }

    private Duration ask(String why) throws IOException, InterruptedException {
        KeyPair keys = Keys.generate();
        String name = requests.ask(plan.signer(), CertificateRequest.write(plan.subject(), keys));
        folder.remember(new Asked(name, Keys.pem(keys)));
        LOG.info(
                "signer={} request={} asks for a certificate for {}: {}",
                plan.signer(),
                name,
                plan.subject().name(),
                why);
        waits = 0;
        return pace.answer().after(waits);
    }

    private Duration follow(Asked asked, String authorities)
            throws IOException, InterruptedException {
        Answer answer = requests.read(asked.name());
        failures = 0;
        return switch (answer) {
            case Answer.Waiting _ -> waiting(asked);
            case Answer.Signed signed ->
                    take(asked, new Leaf(signed.certificate(), asked.key(), authorities));
            case Answer.Refused refused ->
                    dropped(
                            asked,
                            "is refused: %s. What it names has to be put right; to go without the signer, give the agent --tls_cert_file and --tls_key_file"
                                    .formatted(refused.message()));
            case Answer.Gone _ -> dropped(asked, "is gone before it was answered");
        };
    }

    private Duration waiting(Asked asked) {
        if (waits == ANSWERS_SOON) {
            say(
                    "signer=%s request=%s is not answered yet: the operator does that, look whether it runs and at kubectl describe csr %s"
                            .formatted(plan.signer(), asked.name(), asked.name()));
        }
        return pace.answer().after(++waits);
    }

    private Duration take(Asked asked, Leaf leaf) throws IOException {
        Optional<String> fault = leaf.fault(plan.subject(), clock.instant());
        if (fault.isPresent()) {
            return dropped(asked, "has brought a certificate that is of no use: " + fault.get());
        }
        folder.keep(leaf);
        onUsable.run();
        refusals = 0;
        said = null;
        LOG.info(
                "signer={} request={} has brought a certificate, expires={}",
                plan.signer(),
                asked.name(),
                leaf.expires());
        return pace.look();
    }

    private Duration dropped(Asked asked, String what) throws IOException {
        folder.forget();
        Duration again = pace.refusal().after(refusals++);
        LOG.warn(
                "signer={} request={} {}; asks again in {}",
                plan.signer(),
                asked.name(),
                what,
                again);
        return again;
    }

    private void say(String what) {
        if (!what.equals(said)) {
            LOG.warn(what);
            said = what;
        }
    }
}
