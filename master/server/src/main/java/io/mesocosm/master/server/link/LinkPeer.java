package io.mesocosm.master.server.link;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import io.mesocosm.tls.Groups;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a link, by the certificate.
 *
 * @param name the common name
 * @param group the organization
 * @param names what the certificate is for: DNS names in lower case, IP addresses as Java writes
 *     them
 */
record LinkPeer(String name, String group, List<String> names) {
    /** Of the call that is handled; nothing where the link is plain text. */
    static final Context.Key<LinkPeer> KEY = Context.key("link-peer");

    private static final int DNS = 2;
    private static final int IP = 7;

    LinkPeer {
        requireNonNull(name, "name");
        requireNonNull(group, "group");
        names = List.copyOf(names);
    }

    static LinkPeer of(X509Certificate certificate) {
        return new LinkPeer(part(certificate, "CN"), part(certificate, "O"), names(certificate));
    }

    /**
     * Why an agent with this certificate may not register so; null when it may. The address is
     * where the master sends the requests of those who read sandboxes, and the hostname is what
     * frameworks place tasks by: an agent that could choose either freely would get what is meant
     * for another node. A wildcard names no node, so it does not count.
     *
     * @param address {@code ip:port} of its HTTP
     * @param hostname what it calls its machine
     */
    @Nullable String refusal(String address, String hostname) {
        if (!group.equals(Groups.AGENTS)) {
            return "the certificate of '%s' is of '%s' (organization): agents register with one of '%s'"
                    .formatted(name, group, Groups.AGENTS);
        }
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        for (String claimed : List.of(host, hostname)) {
            if (!names.contains(canonical(claimed))) {
                return "the certificate of '%s' is not for '%s', which the agent registers as (address %s, hostname %s), but for %s: give the agent a certificate with the name or address, or --hostname and --advertise_ip as the certificate has them"
                        .formatted(name, claimed, address, hostname, names);
            }
        }
        return null;
    }

    /**
     * Why an agent with this certificate may not come back as the one of an id; null when it may.
     * Else it would be sent that one's tasks, and could say that they are gone.
     *
     * @param known what that one called its machine
     */
    @Nullable String refusalAs(String id, String known) {
        return names.contains(canonical(known))
                ? null
                : "the certificate of '%s' is not for '%s', the machine of agent %s, but for %s: an agent that has moved starts with an empty --work_dir"
                        .formatted(name, known, id, names);
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            List<String> names = new ArrayList<>();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.get(0).equals(DNS) || one.get(0).equals(IP)) {
                    names.add(canonical(String.valueOf(one.get(1))));
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** One text for each address, however it is written, and for each name. */
    private static String canonical(String name) {
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException e) {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    private static String part(X509Certificate certificate, String kind) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase(kind))
                            .map(part -> part.getValue().toString())
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }
}
