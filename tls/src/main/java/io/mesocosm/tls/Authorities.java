package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The authorities of a cluster through a rotation in which nobody is distrusted for a moment: a
 * next one is trusted everywhere before it signs, and the one before it is trusted until nothing
 * that it signed can be in use.
 *
 * @param signing signs now
 * @param since when it began to
 * @param next is trusted and will sign; null while no rotation is begun
 * @param nextSince when the next one was made
 * @param previous no longer signs and is trusted still, in PEM; null for none
 * @param asked the last request for a rotation that was granted; empty for none
 */
public record Authorities(
        CertificateAuthority signing,
        Instant since,
        @Nullable CertificateAuthority next,
        @Nullable Instant nextSince,
        @Nullable String previous,
        String asked) {

    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String BUNDLE = "ca.crt";
    private static final String SINCE = "since";
    private static final String NEXT_CERTIFICATE = "next.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String NEXT_SINCE = "next.since";
    private static final String PREVIOUS = "previous.crt";
    private static final String ASKED = "rotation";

    public Authorities {
        requireNonNull(signing, "signing");
        requireNonNull(since, "since");
        requireNonNull(asked, "asked");
        if ((next == null) != (nextSince == null)) {
            throw new IllegalArgumentException("a next authority and its time belong together");
        }
    }

    /**
     * How long things last.
     *
     * @param authority how long an authority is good
     * @param leaf how long a certificate is good that it signs
     * @param overlap how long it takes until everybody has read what was changed
     */
    public record Durations(Duration authority, Validity leaf, Duration overlap) {
        public Durations {
            if (!overlap.isPositive() || leaf.renewBefore().compareTo(overlap) < 0) {
                throw new IllegalArgumentException(
                        "certificates that are renewed %s before their end cannot be replaced in time: it takes %s until everybody has read the next ones"
                                .formatted(leaf.renewBefore(), overlap));
            }
            if (authority.compareTo(leaf.life().multipliedBy(3)) < 0) {
                throw new IllegalArgumentException(
                        "an authority that is good for %s cannot sign certificates for %s: it must be good for at least three times as long"
                                .formatted(authority, leaf.life()));
            }
        }

        Instant renewal(CertificateAuthority one) {
            return Validity.of(authority).renewal(one.expires());
        }
    }

    /** A first authority. */
    public static Authorities create(String name, String asked, Durations durations, Instant now) {
        return new Authorities(
                CertificateAuthority.create(name, durations.authority(), now),
                now,
                null,
                null,
                null,
                asked);
    }

    /** A first authority that somebody else has issued. */
    public static Authorities issued(CertificateAuthority issued, String asked, Instant now) {
        return new Authorities(issued, now, null, null, null, asked);
    }

    /**
     * What is right at this time; the same object where nothing has to change.
     *
     * @param name of an authority that has to be made
     * @param request any text; one that differs from the last begins a rotation
     */
    public Authorities at(Instant now, String name, String request, Durations durations) {
        if (next == null
                && (!request.equals(asked)
                        || !signing.vouchesForItself()
                        || !now.isBefore(durations.renewal(signing)))) {
            return begun(
                    now, CertificateAuthority.create(name, durations.authority(), now), request);
        }
        return onward(now, durations);
    }

    /**
     * The same where somebody else issues the authorities, and decides when there is to be another.
     *
     * @param issued the last that he has issued
     */
    public Authorities at(Instant now, CertificateAuthority issued, Durations durations) {
        return next == null && !issued.certificatePem().equals(signing.certificatePem())
                ? begun(now, issued, asked)
                : onward(now, durations);
    }

    private Authorities begun(Instant now, CertificateAuthority another, String request) {
        return new Authorities(signing, since, another, now, previous, request);
    }

    /** Without another one. */
    private Authorities onward(Instant now, Durations durations) {
        if (next != null && nextSince != null) {
            return now.isBefore(nextSince.plus(durations.overlap()))
                    ? this
                    : new Authorities(
                            next,
                            now,
                            null,
                            null,
                            bundleOf(previous, signing.certificatePem()),
                            asked);
        }
        if (previous != null && !now.isBefore(forgetPrevious(durations))) {
            return new Authorities(signing, since, null, null, null, asked);
        }
        return this;
    }

    /** When {@link #at} has something to do, if nobody asks for a rotation before. */
    public Instant due(Durations durations) {
        if (nextSince != null) {
            return nextSince.plus(durations.overlap());
        }
        // One that somebody else issues he renews.
        Instant renewal =
                signing.vouchesForItself() ? durations.renewal(signing) : signing.expires();
        if (previous == null) {
            return renewal;
        }
        Instant forget = forgetPrevious(durations);
        return forget.isBefore(renewal) ? forget : renewal;
    }

    private Instant forgetPrevious(Durations durations) {
        return since.plus(durations.leaf().life()).plus(durations.overlap());
    }

    /** All that are trusted, in PEM. */
    public String bundle() {
        return bundleOf(
                signing.certificatePem(), next == null ? null : next.certificatePem(), previous);
    }

    private static String bundleOf(@Nullable String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining());
    }

    /** As a Secret keeps them. */
    public Map<String, String> write() {
        Map<String, String> data = new TreeMap<>();
        data.put(CERTIFICATE, signing.chainPem());
        data.put(KEY, signing.keyPem());
        data.put(SINCE, since.toString());
        data.put(BUNDLE, bundle());
        data.put(ASKED, asked);
        if (next != null && nextSince != null) {
            data.put(NEXT_CERTIFICATE, next.chainPem());
            data.put(NEXT_KEY, next.keyPem());
            data.put(NEXT_SINCE, nextSince.toString());
        }
        if (previous != null) {
            data.put(PREVIOUS, previous);
        }
        return data;
    }

    /**
     * As they were written.
     *
     * @throws IllegalArgumentException when something is missing or cannot be read
     */
    public static Authorities read(Map<String, String> data) {
        String nextSince = data.get(NEXT_SINCE);
        return new Authorities(
                CertificateAuthority.read(need(data, CERTIFICATE), need(data, KEY)),
                Instant.parse(need(data, SINCE)),
                nextSince == null
                        ? null
                        : CertificateAuthority.read(
                                need(data, NEXT_CERTIFICATE), need(data, NEXT_KEY)),
                nextSince == null ? null : Instant.parse(nextSince),
                data.get(PREVIOUS),
                data.getOrDefault(ASKED, ""));
    }

    private static String need(Map<String, String> data, String key) {
        String value = data.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the authorities' secret has no '" + key + "'");
        }
        return value;
    }
}
