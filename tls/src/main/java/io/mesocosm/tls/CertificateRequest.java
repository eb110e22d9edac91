package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * What somebody wants a certificate for, and the key that it holds (PKCS#10).
 *
 * @param subject as asked for: whoever signs decides
 * @param key whose private half the asker has proved to hold
 */
public record CertificateRequest(Subject subject, PublicKey key) {
    public CertificateRequest {
        requireNonNull(subject, "subject");
        requireNonNull(key, "key");
    }

    /** A request in PEM, signed by the key that it is for. */
    public static String write(Subject subject, KeyPair keys) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            GeneralNames names = Names.alternatives(subject);
            if (names != null) {
                extensions.addExtension(Extension.subjectAlternativeName, false, names);
            }
            JcaPKCS10CertificationRequestBuilder builder =
                    new JcaPKCS10CertificationRequestBuilder(
                            Names.distinguished(subject), keys.getPublic());
            if (!extensions.isEmpty()) {
                builder.addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            return Pem.ofRequest(
                    builder.build(
                                    new JcaContentSignerBuilder(Keys.signature(keys.getPrivate()))
                                            .build(keys.getPrivate()))
                            .getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate request cannot be made", e);
        }
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException when it is none, or not signed by the key it is for
     */
    public static CertificateRequest read(String pem) {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(Pem.request(pem));
            PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("the request is not signed by its own key");
            }
            return new CertificateRequest(subject(request), key);
        } catch (IOException
                | PKCSException
                | OperatorCreationException
                | java.security.GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "no certificate request can be read: " + e.getMessage(), e);
        }
    }

    private static Subject subject(PKCS10CertificationRequest request) {
        X500Name name = request.getSubject();
        List<String> hosts = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        if (request.getRequestedExtensions() != null) {
            GeneralNames names =
                    GeneralNames.fromExtensions(
                            request.getRequestedExtensions(), Extension.subjectAlternativeName);
            if (names != null) {
                for (GeneralName one : names.getNames()) {
                    switch (one.getTagNo()) {
                        case GeneralName.dNSName -> hosts.add(one.getName().toString());
                        case GeneralName.iPAddress -> addresses.add(Names.address(one));
                        default ->
                                throw new IllegalArgumentException(
                                        "a name of kind %d is not given to anybody"
                                                .formatted(one.getTagNo()));
                    }
                }
            }
        }
        return new Subject(first(name, BCStyle.CN), first(name, BCStyle.O), hosts, addresses);
    }

    private static String first(X500Name name, org.bouncycastle.asn1.ASN1ObjectIdentifier kind) {
        var found = name.getRDNs(kind);
        if (found.length != 1) {
            throw new IllegalArgumentException(
                    "the request's subject '%s' has no single %s".formatted(name, kind));
        }
        return IETFUtils.valueToString(found[0].getFirst().getValue());
    }
}
