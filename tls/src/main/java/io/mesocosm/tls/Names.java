package io.mesocosm.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/** A subject's names as certificates have them. */
final class Names {
    private Names() {}

    static X500Name distinguished(Subject subject) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, subject.group())
                .addRDN(BCStyle.CN, subject.name())
                .build();
    }

    static @Nullable GeneralNames alternatives(Subject subject) {
        List<GeneralName> names = new ArrayList<>();
        subject.hosts().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        subject.addresses()
                .forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return names.isEmpty() ? null : new GeneralNames(names.toArray(GeneralName[]::new));
    }

    static String address(GeneralName name) {
        try {
            return InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets())
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IP address of no known length", e);
        }
    }

    static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** An IP address as Java writes it. */
    static String canonical(String address) {
        return InetAddress.ofLiteral(address).getHostAddress();
    }

    static String commonName(X509Certificate certificate) {
        return part(certificate, BCStyle.CN);
    }

    static String organization(X509Certificate certificate) {
        return part(certificate, BCStyle.O);
    }

    private static String part(X509Certificate certificate, ASN1ObjectIdentifier kind) {
        X500Name name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        var found = name.getRDNs(kind);
        return found.length == 0 ? "" : IETFUtils.valueToString(found[0].getFirst().getValue());
    }
}
