package io.mesocosm.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whom a certificate is for.
 *
 * @param name the common name: the principal, as which its bearer is known
 * @param group the organization: what kind of component it is
 * @param hosts DNS names that it may serve as; a leading {@code *.} stands for one label
 * @param addresses IP addresses that it may serve as
 */
public record Subject(String name, String group, List<String> hosts, List<String> addresses) {
    public Subject {
        requireNonNull(name, "name");
        requireNonNull(group, "group");
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        if (name.isEmpty() || group.isEmpty()) {
            throw new IllegalArgumentException("a subject has a name and a group");
        }
    }

    /**
     * A subject that may serve as any of these.
     *
     * @param names DNS names and IP addresses
     */
    public static Subject serving(String name, String group, List<String> names) {
        Map<Boolean, List<String>> kinds =
                names.stream().distinct().collect(Collectors.partitioningBy(Names::isAddress));
        return new Subject(
                name, group, requireNonNull(kinds.get(false)), requireNonNull(kinds.get(true)));
    }
}
