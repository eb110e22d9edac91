package io.mesocosm.operator.certificate;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a cluster's masters, Marathons and etcd, each in a Secret, and what is
 * trusted, in a ConfigMap. Agents make their keys themselves.
 *
 * @param objects to be applied
 * @param due when one of them is to be renewed
 */
public record CertificateObjects(List<HasMetadata> objects, Instant due) {
    private static final String DOMAIN = ".cluster.local";

    /** A client and nothing else. */
    private static final Subject SNAPSHOT =
            new Subject("snapshot", Groups.SNAPSHOTS, List.of(), List.of());

    /**
     * As they are to be now.
     *
     * @param balancers names and addresses of load balancers before each component
     * @param present finds a Secret by its name, null where there is none
     */
    public static CertificateObjects of(
            Blueprint blueprint,
            Map<Component, List<String>> balancers,
            Authorities authorities,
            Function<String, @Nullable Secret> present,
            Instant now) {
        Durations durations = ClusterAuthority.durations(blueprint.tls());
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(
                new ConfigMapBuilder()
                        .withMetadata(
                                blueprint.meta(Secured.authorities(blueprint), Component.MASTER))
                        .addToData("ca.crt", authorities.bundle())
                        .build());
        Instant due = authorities.due(durations);
        for (Map.Entry<Component, Subject> one : subjects(blueprint, balancers).entrySet()) {
            String name = Secured.secret(blueprint, one.getKey());
            Secret found = present.apply(name);
            Leaf leaf =
                    Leaf.at(
                            now,
                            one.getValue(),
                            authorities,
                            durations.leaf(),
                            found == null ? null : Leaf.read(Secrets.texts(found)));
            objects.add(
                    Secrets.of(
                            blueprint.meta(name, one.getKey()), "kubernetes.io/tls", leaf.write()));
            Instant renewal = leaf.due(durations.leaf());
            due = renewal.isBefore(due) ? renewal : due;
        }
        return new CertificateObjects(List.copyOf(objects), due);
    }

    static Map<Component, Subject> subjects(
            Blueprint blueprint, Map<Component, List<String>> balancers) {
        Map<Component, Subject> subjects = new EnumMap<>(Component.class);
        subjects.put(
                Component.MASTER,
                served(
                        blueprint,
                        Component.MASTER,
                        Groups.MASTERS,
                        balancers.getOrDefault(Component.MASTER, List.of())));
        if (blueprint.marathon() != null) {
            subjects.put(
                    Component.MARATHON,
                    served(
                            blueprint,
                            Component.MARATHON,
                            Groups.MARATHONS,
                            balancers.getOrDefault(Component.MARATHON, List.of())));
        }
        blueprint
                .managedEtcd()
                .ifPresent(
                        etcd -> {
                            subjects.put(Component.ETCD, etcd(blueprint, etcd));
                            if (etcd.snapshots() != null) {
                                subjects.put(Component.SNAPSHOT, SNAPSHOT);
                            }
                        });
        return subjects;
    }

    /** By its Service, each pod by its own name, and by whatever leads there from outside. */
    private static Subject served(
            Blueprint blueprint, Component component, String group, List<String> balancers) {
        String name = component.label();
        String pods = name + "s";
        List<String> names = new ArrayList<>();
        names.addAll(names(blueprint, blueprint.named(name)));
        names.addAll(qualified(blueprint, blueprint.named(pods)));
        qualified(blueprint, blueprint.named(pods)).forEach(host -> names.add("*." + host));
        names.add("localhost");
        names.add("127.0.0.1");
        List<String> more = blueprint.tls().names();
        names.addAll(more == null ? List.of() : more);
        names.addAll(blueprint.outsideHosts(component));
        names.addAll(balancers);
        return Subject.serving(name, group, names.stream().distinct().toList());
    }

    private static List<String> names(Blueprint blueprint, String service) {
        return Stream.concat(
                        Stream.of(service, service + "." + blueprint.namespace()),
                        qualified(blueprint, service).stream())
                .toList();
    }

    private static List<String> qualified(Blueprint blueprint, String service) {
        String host = service + "." + blueprint.namespace() + ".svc";
        return List.of(host, host + DOMAIN);
    }

    /** Each member by its very name: etcd looks it up to know who calls. */
    private static Subject etcd(Blueprint blueprint, Etcd.Managed etcd) {
        List<String> names = new ArrayList<>();
        IntStream.range(0, EtcdAccess.members(etcd))
                .mapToObj(number -> EtcdAccess.member(blueprint, number))
                .forEach(names::add);
        names.add("localhost");
        names.add("127.0.0.1");
        return Subject.serving("etcd", Groups.ETCD, names);
    }
}
