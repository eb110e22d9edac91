package io.mesocosm.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says to manifests: the wrong ones are refused with what to do. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsTest {

    private static final Path CHART = Path.of("../charts/mesocosm");

    private ApiServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = ApiServer.start(folder);
        for (Path file : files(CHART.resolve("files/crds"))) {
            server.client()
                    .resource(
                            Serialization.unmarshal(
                                    Files.readString(file), CustomResourceDefinition.class))
                    .serverSideApply();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(KubernetesClientException.class)
                .until(
                        () -> {
                            check("App", "{cmd: x}");
                            check("MesosCluster", "{}");
                            return true;
                        });
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Has the API server look at it, without keeping it. */
    private void check(String kind, String spec) {
        check(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: %s
                metadata: {name: test, namespace: default}
                spec: %s
                """
                        .formatted(kind, spec));
    }

    private void check(String manifest) {
        GenericKubernetesResource resource =
                Serialization.unmarshal(manifest, GenericKubernetesResource.class);
        resource.getMetadata().setNamespace("default");
        server.client()
                .resource(resource)
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }

    @Test
    void takesAllThatHelmMakesOfTheChart(@TempDir Path folder)
            throws IOException, InterruptedException {
        String everything =
                """
                watchNamespaces: [default]
                telemetry:
                  otlp: {endpoint: 'https://collector:4318', ca: {secret: a}, headersSecret: {name: b}}
                  serviceMonitor: {enabled: true}
                  dashboards: {enabled: true}
                """;
        String rendered = Accounts.render(ApiServer.needed("helm"), folder, "default", everything);
        List<HasMetadata> objects =
                new Accounts(server.client())
                        .load(rendered).stream()
                                .filter(o -> !o.getKind().equals("CustomResourceDefinition"))
                                .sorted(
                                        Comparator.comparing(
                                                o -> !o.getKind().equals("ServiceAccount")))
                                .toList();
        assertThat(objects)
                .extracting(HasMetadata::getKind)
                .contains("Deployment", "Role", "NetworkPolicy", "Service", "ConfigMap", "App");
        for (HasMetadata object : objects) {
            Resource<HasMetadata> resource = server.client().resource(object);
            resource.dryRun().fieldValidation(FieldValidateable.Validation.STRICT).create();
            if (object.getKind().equals("ServiceAccount")) {
                resource.create(); // A pod is refused whose account is not there.
            }
        }
    }

    static Stream<Path> examples() throws IOException {
        return files(CHART.resolve("examples")).stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void takesTheExamplesOfTheChart(Path file) throws IOException {
        check(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {masters: {replicas: 3}}                        | spec.masters.replicas | several masters need etcd
                    {masters: {flags: {port: '1'}}}                 | spec.masters.flags    | leave them out
                    {masters: {storage: {size: lots}}}              | spec.masters.storage.size | as in 10Gi
                    {masters: {replicas: 2}, etcd: {managed: {}}}   | spec.masters.replicas | 1, 3 or 5 masters
                    {masters: {storage: {size: 1Gi}}, etcd: {managed: {}}} | spec.masters.storage | give it in spec.etcd.managed
                    {masters: {flags: {leader_service: a/b}}}       | spec.masters.flags    | leave them out
                    {masters: {antiAffinity: Never}}                | spec.masters.antiAffinity | supported values
                    {etcd: {}}                                      | spec.etcd             | one of the two
                    {etcd: {managed: {}, external: {endpoints: ['a:1']}}} | spec.etcd       | one of the two
                    {etcd: {managed: {members: 2}}}                 | spec.etcd.managed.members | 1, 3 or 5 members
                    {etcd: {managed: {flags: {data-dir: /x}}}}      | spec.etcd.managed.flags | leave them out
                    {etcd: {managed: {flags: {initial-cluster: x}}}} | spec.etcd.managed.flags | leave them out
                    {etcd: {managed: {snapshots: {}}}}              | spec.etcd.managed.snapshots.schedule | Required value
                    {etcd: {managed: {snapshots: {schedule: daily}}}} | spec.etcd.managed.snapshots.schedule | five fields of cron
                    {etcd: {managed: {snapshots: {schedule: '@every 1m'}}}} | spec.etcd.managed.snapshots.schedule | five fields of cron
                    {etcd: {managed: {snapshots: {schedule: '@daily', keep: 0}}}} | spec.etcd.managed.snapshots.keep | leave spec.etcd.managed.snapshots out
                    {etcd: {managed: {restoreFrom: {}}}}            | spec.etcd.managed.restoreFrom.claimName | Required value
                    {etcd: {managed: {restoreFrom: {claimName: a, snapshot: ../x}}}} | spec.etcd.managed.restoreFrom.snapshot | should match
                    {etcd: {managed: {prefix: xyz}}}                | spec.etcd.managed.prefix | should match
                    {etcd: {external: {}}}                          | spec.etcd.external.endpoints | Required value
                    {etcd: {external: {endpoints: []}}}             | spec.etcd.external.endpoints | at least 1 items
                    {etcd: {external: {endpoints: ['http://a:1']}}} | spec.etcd.external.endpoints | without a scheme
                    {etcd: {external: {endpoints: ['a:1'], prefix: xyz}}} | spec.etcd.external.prefix | should match
                    {marathon: {replicas: 6}, etcd: {managed: {}}}  | spec.marathon.replicas | 1 to 5 of Marathon
                    {marathon: {storage: {size: 1Gi}}, etcd: {managed: {}}} | spec.marathon.storage | give it in spec.etcd.managed
                    {marathon: {flags: {etcd: 'a:1'}}}              | spec.marathon.flags   | leave them out
                    {marathon: {replicas: 2}}                       | spec.marathon.replicas | several need etcd
                    {marathon: {flags: {master: x}}}                | spec.marathon.flags   | leave them out
                    {masters: {flags: {credentials: x}}}            | spec.masters.flags    | leave them out
                    {masters: {flags: {acls: x}}}                   | spec.masters.flags    | leave them out
                    {acls: [{}]}                                    | spec.acls             | must be of type object
                    {marathon: {flags: {disable_http: 'true'}}}     | spec.marathon.flags   | leave them out
                    {tls: {certificates: {duration: 1m}}}           | spec.tls.certificates.duration | 5m to 8760h
                    {tls: {certificates: {duration: soon}}}         | spec.tls.certificates.duration | duration
                    {tls: {certificates: {duration: 5m, renewBefore: 5m}}} | spec.tls.certificates.renewBefore | shorter than duration
                    {tls: {certificates: {renewBefore: 1m}}}        | spec.tls.certificates.renewBefore | of 2m at least
                    {tls: {authority: {duration: 24h}, certificates: {duration: 24h}}} | spec.tls | three times as long
                    {tls: {authority: {duration: 24h}}}             | spec.tls | three times as long
                    {tls: {issuerRef: {kind: Issuer}}}              | spec.tls.issuerRef.name | Required value
                    {tls: {enabled: false, issuerRef: {name: a}}}   | spec.tls              | has no authority to be issued
                    {tls: {names: ['https://a']}}                   | spec.tls.names        | a name is a DNS name
                    {credentials: [{principal: admin, secret: {name: a, key: b}}]} | spec.credentials[0].principal | makes admin itself
                    {credentials: [{principal: a}]}                 | spec.credentials[0].secret | Required value
                    {credentials: [{principal: a, secret: {name: a, key: b}}, {principal: a, secret: {name: c, key: d}}]} | spec.credentials[1] | Duplicate value
                    {roles: [{name: eng}]}                          | spec.roles[0]         | give weight, quota or both
                    {roles: [{name: eng, weight: 0}]}               | spec.roles[0].weight  | greater than 0
                    {roles: [{name: eng, weight: 1}, {name: eng, weight: 2}]} | spec.roles[1] | Duplicate value
                    {roles: [{name: eng/web, quota: {limits: {cpus: 1}}}]} | spec.roles[0].quota | quotas are for top-level roles
                    {roles: [{name: '*', quota: {limits: {cpus: 1}}}]} | spec.roles[0].quota | has no quota
                    {roles: [{name: eng, quota: {}}]}               | spec.roles[0].quota   | give one of them
                    {roles: [{name: eng, quota: {limits: {cpus: -1}}}]} | spec.roles[0].quota.limits.cpus | greater than or equal to 0
                    {roles: [{name: eng, quota: {limits: {cpus: 1}, guarantees: {cpus: 2}}}]} | spec.roles[0].quota.guarantees | lower guarantees or raise limits
                    {roles: [{name: -eng, weight: 2}]}              | spec.roles[0].name    | a role is a name as Mesos has it
                    {roles: [{name: eng/../ops, weight: 2}]}        | spec.roles[0].name    | a role is a name as Mesos has it
                    {roles: [{name: eng/, weight: 2}]}              | spec.roles[0].name    | a role is a name as Mesos has it
                    {roles: [{name: 'a b', weight: 2}]}             | spec.roles[0].name    | a role is a name as Mesos has it
                    {agents: [{name: a}]}                           | spec.agents[0].resources | Required value
                    {agents: [{name: a, resources: {cpus: 0, mem: 1, disk: 1}}]} | spec.agents[0].resources.cpus | greater than 0
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1, ports: '1-2'}}]} | spec.agents[0].resources.ports | ports are written as Mesos writes them
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1}, cni: {subnet: x}}]} | spec.agents[0].cni.subnet | as in 10.222.0.0/16
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1}, flags: {work_dir: /x}}]} | spec.agents[0].flags | or use the pool's field of that name
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1}, attributes: {mesocosm_pool: b}}]} | spec.agents[0].attributes | leave it out
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1}, apps: All}]} | spec.agents[0].apps | supported values
                    {agents: [{name: a, resources: {cpus: 1, mem: 1, disk: 1}}, {name: a, resources: {cpus: 1, mem: 1, disk: 1}}]} | spec.agents[1] | Duplicate value
                    {telemetry: {otlp: {}}}                         | spec.telemetry.otlp.endpoint | Required value
                    {telemetry: {otlp: {endpoint: 'collector:4317'}}} | spec.telemetry.otlp.endpoint | takes OTLP over HTTP
                    {telemetry: {otlp: {endpoint: 'http://c:4318', ca: {secret: {name: a, key: b}}}}} | spec.telemetry.otlp.endpoint | begins with https://
                    {telemetry: {otlp: {endpoint: 'http://c:4318', clientCertificateSecret: a}}} | spec.telemetry.otlp.endpoint | begins with https://
                    {telemetry: {otlp: {endpoint: 'https://c:4318', ca: {}}}} | spec.telemetry.otlp.ca | one of the two
                    {telemetry: {otlp: {endpoint: 'http://c:4318', metricsInterval: 10ms}}} | spec.telemetry.otlp.metricsInterval | 1s or longer
                    {telemetry: {otlp: {endpoint: 'http://c:4318', traceSampling: 2}}} | spec.telemetry.otlp.traceSampling | less than or equal to 1
                    {telemetry: {otlp: {endpoint: 'http://c:4318', resourceAttributes: {a b: c}}}} | spec.telemetry.otlp.resourceAttributes | letters, digits and ._/-
                    {telemetry: {otlp: {endpoint: 'http://c:4318', resourceAttributes: {k8s.pod.name: c}}}} | spec.telemetry.otlp.resourceAttributes | leave them out
                    {telemetry: {serviceMonitor: {interval: often}}} | spec.telemetry.serviceMonitor.interval | should match
                    {exposure: {master: {service: {type: ExternalName}}}} | spec.exposure.master.service.type | supported values
                    {exposure: {master: {service: {nodePort: 30050}}}} | spec.exposure.master.service.nodePort | for type NodePort or LoadBalancer
                    {exposure: {master: {service: {type: NodePort, nodePort: 70000}}}} | spec.exposure.master.service.nodePort | less than or equal to 65535
                    {exposure: {master: {service: {type: NodePort, loadBalancerClass: a}}}} | spec.exposure.master.service.loadBalancerClass | for type LoadBalancer
                    {exposure: {master: {ingress: {}}}}             | spec.exposure.master.ingress.host | Required value
                    {exposure: {master: {ingress: {host: 'https://a'}}}} | spec.exposure.master.ingress.host | a host is a DNS name
                    {exposure: {master: {gateway: {hostnames: [a.b]}}}} | spec.exposure.master.gateway.parentRefs | Required value
                    {exposure: {marathon: {gateway: {parentRefs: [{name: a}], hostnames: [a b]}}}} | spec.exposure.marathon.gateway.hostnames | a hostname is a DNS name
                    {exposure: {marathon: {service: {type: NodePort}}}, marathon: {enabled: false}} | spec.exposure.marathon | there is no Marathon to expose
                    {exposure: {master: {service: {type: NodePort}}}, tls: {enabled: false}} | spec.exposure | keep its Services of type ClusterIP
                    {exposure: {marathon: {gateway: {kind: TLSRoute, parentRefs: [{name: a}], hostnames: [a.b]}}}, tls: {enabled: false}} | spec.exposure | give HTTPRoute
                    {images: {pullPolicy: Sometimes}}               | spec.images.pullPolicy | supported values
                    {deletionPolicy: Forget}                        | spec.deletionPolicy   | supported values
                    {agent: []}                                     | spec.agent            | unknown field
                    """)
    void refusesAWrongCluster(String spec, String field, String remedy) {
        assertThatThrownBy(() -> check("MesosCluster", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                              | spec                  | give cmd, args or an image
                    {cmd: x, args: [a]}                             | spec                  | give cmd or args, not both
                    {cmd: x, uris: [a], fetch: [{uri: b}]}          | spec                  | give fetch or uris, not both
                    {cmd: x, networks: [{mode: host}], ipAddress: {}} | spec                | give networks or ipAddress
                    {cmd: x, networks: [{mode: host, name: a}]}     | spec.networks[0]      | only a network of mode container has a name
                    {cmd: x, labels: {mesocosm.io/owner: me}}       | spec.labels           | leave it out
                    {cmd: x, id: /A/b}                              | spec.id               | an id is a path
                    {cmd: x, instances: -1}                         | spec.instances        | greater than or equal to 0
                    {cmd: x, cpus: 0}                               | spec.cpus             | at least 0.001 CPUs
                    {cmd: x, upgradeStrategy: {minimumHealthCapacity: 2}} | spec.upgradeStrategy.minimumHealthCapacity | less than or equal to 1
                    {cmd: x, killSelection: OLD}                    | spec.killSelection    | supported values
                    {cmd: x, healthChecks: [{protocol: COMMAND}]}   | spec.healthChecks[0]  | needs command.value
                    {cmd: x, healthChecks: [{port: 1, portIndex: 0}]} | spec.healthChecks[0] | not both
                    {cmd: x, container: {volumes: [{containerPath: a, hostPath: b, secret: c}]}} | spec.container.volumes[0] | a volume is one of
                    {cmd: x, env: {secret: [a]}, memory: 5}         | spec.memory           | unknown field
                    {cmd: x, portDefinitions: [{port: 70000}]}      | spec.portDefinitions[0].port | less than or equal to 65535
                    """)
    void refusesAWrongApp(String spec, String field, String remedy) {
        assertThatThrownBy(() -> check("App", spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(remedy);
    }

    @Test
    void takesAclsAsMesosHasThem() {
        check(
                "MesosCluster",
                """
                {acls: {permissive: false, run_tasks: [{principals: {values: [a]}, users: {type: NONE}}]}}
                """);
    }

    @Test
    void takesRolesOfAllForms() {
        check(
                "MesosCluster",
                """
                {roles: [{name: '*', weight: 0.5}, {name: eng/web.1/a-b, weight: 2},
                  {name: eng, quota: {limits: {cpus: 4, mem: 8192}, guarantees: {cpus: 0.5, disk: 1}}},
                  {name: .ops, weight: 3, quota: {limits: {cpus: 0}}}]}
                """);
    }

    @Test
    void takesAnAppJsonInOldWords() {
        check(
                "App",
                """
                {id: /default/old, cmd: ./run, cpus: 0.5, mem: 64, uris: [http://x/a.tgz],
                 env: {A: text, B: {secret: s}}, constraints: [[hostname, UNIQUE]],
                 container: {type: DOCKER, docker: {image: nginx, network: BRIDGE,
                   portMappings: [{containerPort: 80, hostPort: 0, protocol: 'udp,tcp'}]},
                   volumes: [{containerPath: /x, hostPath: /y, mode: RO}]},
                 unreachableStrategy: {inactiveAfterSeconds: 1, expungeAfterSeconds: 2},
                 resourceLimits: {cpus: unlimited, mem: 128},
                 residency: {taskLostBehavior: WAIT_FOREVER}, ports: [0, 8080], requirePorts: true}
                """);
    }

    @Test
    void anAppKeepsItsIdAndItsCluster() {
        var first = app("{cmd: x, id: /default/a}");
        server.client().resource(first).create();
        assertThatThrownBy(() -> server.client().resource(app("{cmd: x, id: /default/b}")).update())
                .hasMessageContaining("an App keeps its id");
        assertThatThrownBy(
                        () ->
                                server.client()
                                        .resource(
                                                app(
                                                        "{cmd: x, id: /default/a, clusterRef: {name: c}}"))
                                        .update())
                .hasMessageContaining("an App stays on its cluster");
        assertThat(server.client().resource(app("{cmd: y, id: /default/a}")).update()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                   | {etcd: {managed: {}}}                | stays where it began
                    {etcd: {managed: {}}}                | {}                                   | stays where it began
                    {etcd: {managed: {}}}                | {etcd: {external: {endpoints: ['a:1']}}} | the etcd that it began in
                    {}                                   | {tls: {enabled: false}}              | secured from its beginning or not at all
                    {tls: {enabled: false}}              | {tls: {}}                            | secured from its beginning or not at all
                    {exposure: {master: {service: {type: LoadBalancer, loadBalancerClass: a}}}} | {exposure: {master: {service: {type: LoadBalancer, loadBalancerClass: b}}}} | a load balancer keeps its class
                    {etcd: {managed: {}}}                | {etcd: {managed: {members: 5}}}      | keeps its number of members
                    {etcd: {managed: {}}}                | {etcd: {managed: {storage: {size: 1Gi}}}} | keeps its size
                    {etcd: {managed: {}}}                | {etcd: {managed: {prefix: /x/}}}     | the prefix that it began with
                    {etcd: {managed: {}}}                | {etcd: {managed: {restoreFrom: {claimName: a}}}} | only a new etcd is made from a snapshot
                    {etcd: {managed: {restoreFrom: {claimName: a}}}} | {etcd: {managed: {restoreFrom: {claimName: b}}}} | only a new etcd is made from a snapshot
                    {etcd: {managed: {snapshots: {schedule: '@daily'}}}} | {etcd: {managed: {snapshots: {schedule: '@daily', storage: {size: 1Gi}}}}} | resize the PersistentVolumeClaim
                    {etcd: {external: {endpoints: ['a:1']}}} | {etcd: {external: {endpoints: ['a:1'], prefix: /x/}}} | the prefix that it began with
                    """)
    void refusesToMoveACluster(String before, String after, String remedy) {
        server.client().resource(cluster(before)).create();
        try {
            assertThatThrownBy(() -> server.client().resource(cluster(after)).update())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(remedy);
        } finally {
            server.client().resource(cluster(before)).delete();
        }
    }

    @Test
    void aClusterForgetsWhatItBeganWithAndTakesItsSnapshotsAtOtherTimes() {
        server.client()
                .resource(
                        cluster(
                                "{etcd: {managed: {restoreFrom: {claimName: a, snapshot: x-20260101T000000Z.db}, snapshots: {schedule: '*/5 0-6 1,15 JAN MON-FRI', keep: 3}}}}"))
                .create();
        var later = cluster("{etcd: {managed: {snapshots: {schedule: '@hourly'}}}}");
        assertThat(server.client().resource(later).update()).isNotNull();
        server.client().resource(later).delete();
    }

    @Test
    void aClusterOnEtcdGrowsAndItsEtcdMayMove() {
        server.client()
                .resource(cluster("{etcd: {external: {endpoints: ['a:1'], prefix: /x/}}}"))
                .create();
        var larger =
                cluster(
                        "{etcd: {external: {endpoints: ['b:1', 'c:1'], prefix: /x/}}, masters: {replicas: 3}, marathon: {replicas: 5}}");
        assertThat(server.client().resource(larger).update()).isNotNull();
        server.client().resource(larger).delete();
    }

    private static GenericKubernetesResource cluster(String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: moves, namespace: default}
                spec: %s
                """
                        .formatted(spec),
                GenericKubernetesResource.class);
    }

    private static GenericKubernetesResource app(String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: App
                metadata: {name: keeps, namespace: default}
                spec: %s
                """
                        .formatted(spec),
                GenericKubernetesResource.class);
    }
}
