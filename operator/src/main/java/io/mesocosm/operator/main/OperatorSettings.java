package io.mesocosm.operator.main;

import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.main.Flags.Flag;
import io.mesocosm.operator.main.Flags.Misuse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the operator is told at its start.
 *
 * @param kubeconfig null inside a cluster
 * @param namespaces those to look at, empty for all
 * @param leaseNamespace null where no other operator can be at work
 * @param leaseOwner Deployment that takes the Lease along when it is deleted; null for none
 * @param masterUrl how to reach a cluster's leading master
 * @param marathonUrl how to reach a cluster's Marathon
 * @param appDeletionPatience how long a Marathon that does not answer holds up an App's deletion
 */
record OperatorSettings(
        @Nullable String kubeconfig,
        Set<String> namespaces,
        Defaults defaults,
        @Nullable String leaseNamespace,
        @Nullable String leaseOwner,
        String healthIp,
        int healthPort,
        String masterUrl,
        String marathonUrl,
        Duration appDeletionPatience,
        String loggingLevel) {

    static final String VERSION = version();

    /** The version that the tests run with (cluster/tools/etcd). */
    private static final String ETCD_IMAGE = "gcr.io/etcd-development/etcd:v3.6.16";

    static List<Flag> flags() {
        return List.of(
                new Flag(
                        "kubeconfig",
                        null,
                        "File that says how to reach Kubernetes; by default KUBECONFIG, ~/.kube/config or, in a pod, its account"),
                new Flag("namespaces", "*", "Namespaces to look at, by commas; * for all"),
                new Flag(
                        "control_plane_image",
                        "docker.io/mesocosm/control-plane:" + VERSION,
                        "Image of masters and Marathon where a MesosCluster names none"),
                new Flag(
                        "agent_image",
                        "docker.io/mesocosm/agent:" + VERSION,
                        "Image of agents where a MesosCluster names none"),
                new Flag("etcd_image", ETCD_IMAGE, "Image of etcd where a MesosCluster names none"),
                new Flag(
                        "agent_role",
                        null,
                        "ClusterRole that lets agents create and get CertificateSigningRequests, bound to the account of each secured cluster's agents; without it they must be allowed otherwise"),
                new Flag(
                        "leader_election",
                        "true",
                        "Work only while holding the Lease mesocosm-operator"),
                new Flag(
                        "lease_namespace",
                        null,
                        "Namespace of that Lease; by default the operator's own, in a pod"),
                new Flag(
                        "lease_owner",
                        null,
                        "Deployment in that namespace with which the Lease goes when it is deleted"),
                new Flag("health_ip", "0.0.0.0", "Address of the probes"),
                new Flag(
                        "health_port",
                        "8081",
                        "Port of the probes /health and /ready, and of /metrics"),
                new Flag(
                        "master_url",
                        "{scheme}://{cluster}-master.{namespace}.svc:5050",
                        "How to reach the leading master of a cluster; an operator outside of Kubernetes needs another way"),
                new Flag(
                        "marathon_url",
                        "{scheme}://{cluster}-marathon.{namespace}.svc:8080",
                        "How to reach the Marathon of a cluster; an operator outside of Kubernetes needs another way"),
                new Flag(
                        "app_deletion_patience_seconds",
                        "120",
                        "How long a Marathon that does not answer holds up the deletion of an App"),
                new Flag(
                        "await_app",
                        null,
                        "Do nothing but wait until the App NAMESPACE/NAME is ready, for the test of the chart"),
                new Flag("logging_level", "info", "trace, debug, info, warn or error"),
                new Flag("version", "false", "Print the version"),
                new Flag("help", "false", "Print this"));
    }

    static OperatorSettings of(Flags flags) {
        return new OperatorSettings(
                flags.text("kubeconfig"),
                namespaces(flags.required("namespaces")),
                new Defaults(
                        flags.required("control_plane_image"),
                        flags.required("agent_image"),
                        flags.required("etcd_image"),
                        VERSION,
                        flags.text("agent_role"),
                        OwnNamespace.find()),
                flags.isOn("leader_election") ? leaseNamespace(flags) : null,
                flags.text("lease_owner"),
                flags.required("health_ip"),
                flags.integer("health_port"),
                flags.required("master_url"),
                flags.required("marathon_url"),
                Duration.ofSeconds(flags.integer("app_deletion_patience_seconds")),
                level(flags.required("logging_level")));
    }

    private static Set<String> namespaces(String text) {
        Set<String> names = new TreeSet<>(Arrays.asList(text.split("[, ]+")));
        names.remove("");
        return names.contains("*") ? Set.of() : names;
    }

    private static String leaseNamespace(Flags flags) {
        String given = flags.text("lease_namespace");
        String own = given == null ? OwnNamespace.find() : given;
        if (own == null) {
            throw new Misuse(
                    "there is no pod whose namespace could hold the Lease: give --lease_namespace=…, or --leader_election=false where no other operator runs");
        }
        return own;
    }

    private static String level(String name) {
        if (!Set.of("trace", "debug", "info", "warn", "error").contains(name)) {
            throw new Misuse(
                    "flag '--logging_level' is trace, debug, info, warn or error, not '%s'"
                            .formatted(name));
        }
        return name;
    }

    private static String version() {
        try (InputStream in = OperatorSettings.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
