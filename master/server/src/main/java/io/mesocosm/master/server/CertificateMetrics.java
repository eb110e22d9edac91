package io.mesocosm.master.server;

import io.mesocosm.tls.TlsIdentity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Until when the master's certificate is good, in seconds since 1970; nothing for one without. Not
 * of Mesos: what is not renewed in time ends every connection.
 */
record CertificateMetrics(@Nullable TlsIdentity identity) {
    static final String EXPIRY = "master/certificate_expiry_timestamp_seconds";

    void putInto(Map<String, Double> values) {
        if (identity != null) {
            values.put(EXPIRY, (double) identity.expires().getEpochSecond());
        }
    }
}
