/**
 * How an agent comes to its identity: it makes its key itself and has the cluster's signer certify
 * it, by the CertificateSigningRequests of Kubernetes (design section 6).
 */
@NullMarked
package io.mesocosm.pod.certificate;

import org.jspecify.annotations.NullMarked;
