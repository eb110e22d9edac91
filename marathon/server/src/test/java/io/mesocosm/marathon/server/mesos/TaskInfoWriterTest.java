package io.mesocosm.marathon.server.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.app.VersionInfo;
import io.mesocosm.marathon.core.draft.AppBuilder;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.Normalization;
import io.mesocosm.marathon.core.draft.NormalizationRules;
import io.mesocosm.marathon.core.instance.CheckResult;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.offer.Used;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import io.mesocosm.marathon.core.validation.Violations;
import io.mesocosm.marathon.server.json.AppReader;
import io.mesocosm.marathon.server.json.JsonErrors;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.CheckInfo;
import io.mesocosm.protocol.v1.CheckStatusInfo;
import io.mesocosm.protocol.v1.ContainerInfo;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.HealthCheck;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tasks written in Mesos's messages (spec §6). */
class TaskInfoWriterTest {

    private static Resource.Builder resource(String name, Value.Type type) {
        return Resource.newBuilder()
                .setName(name)
                .setType(type)
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("*"));
    }

    private static Offer offer() {
        Value.Range.Builder range = Value.Range.newBuilder().setBegin(31000).setEnd(31010);
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o1"))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f1"))
                .setAgentId(AgentID.newBuilder().setValue("a1"))
                .setHostname("host")
                .addResources(
                        resource("cpus", Value.Type.SCALAR)
                                .setScalar(Value.Scalar.newBuilder().setValue(4)))
                .addResources(
                        resource("ports", Value.Type.RANGES)
                                .setRanges(Value.Ranges.newBuilder().addRange(range)))
                .build();
    }

    private static TaskInfo task(String json, int container) throws IOException {
        JsonErrors errors = new JsonErrors();
        AppDraft draft =
                AppReader.read(new ObjectMapper().readTree(json.replace('\'', '"')), "", errors);
        Normalization.apply(draft, NormalizationRules.DEFAULT);
        App app =
                AppBuilder.build(
                        draft,
                        PathId.of("/g/a"),
                        "*",
                        VersionInfo.created(Instant.EPOCH),
                        new Violations());
        assertThat(errors.isEmpty()).isTrue();
        TaskSpec spec =
                new TaskSpec(
                        new TaskId("g_a.instance-1._app.1"),
                        new InstanceId("g_a.instance-1"),
                        app,
                        "a1",
                        "host",
                        List.of(
                                new Used(0, "cpus", 200, List.of()),
                                new Used(1, "ports", 0, List.of(31005))),
                        List.of(31005),
                        List.of(container),
                        Map.of("PORT0", "31005"));
        return TaskInfoWriter.write(spec, offer(), "mesos-bridge");
    }

    @Test
    void writesADockerTaskOnTheBridge() throws IOException {
        TaskInfo task =
                task(
                        "{'container':{'type':'DOCKER','docker':{'image':'nginx','network':'BRIDGE',"
                                + "'portMappings':[{'containerPort':80,'hostPort':0}]}},"
                                + "'labels':{'k':'v'},'taskKillGracePeriodSeconds':7}",
                        80);
        assertThat(task.getName()).isEqualTo("a.g");
        assertThat(task.getCommand().getShell()).isFalse();
        ContainerInfo.DockerInfo docker = task.getContainer().getDocker();
        assertThat(docker.getImage()).isEqualTo("nginx");
        assertThat(docker.getNetwork()).isEqualTo(ContainerInfo.DockerInfo.Network.BRIDGE);
        assertThat(docker.getPortMappings(0).getHostPort()).isEqualTo(31005);
        assertThat(docker.getPortMappings(0).getContainerPort()).isEqualTo(80);
        assertThat(task.getResources(0).getScalar().getValue()).isEqualTo(0.2);
        assertThat(task.getResources(0).getAllocationInfo().getRole()).isEqualTo("*");
        assertThat(task.getResources(1).getRanges().getRange(0).getBegin()).isEqualTo(31005);
        assertThat(task.getLabels().getLabels(0).getKey()).isEqualTo("k");
        assertThat(task.getKillPolicy().getGracePeriod().getNanoseconds())
                .isEqualTo(7_000_000_000L);
        assertThat(task.getDiscovery().getName()).isEqualTo("a.g");
        assertThat(task.getDiscovery().getPorts().getPorts(0).getNumber()).isEqualTo(31005);
        assertThat(task.hasHealthCheck()).isFalse();
    }

    @Test
    void leavesOutWhoOwnsTheApp() throws IOException {
        TaskInfo task =
                task("{'cmd':'x','ports':[0],'labels':{'mesocosm.io/owner':'a/b','k':'v'}}", 31005);
        assertThat(task.getLabels().getLabelsList()).hasSize(1);
        assertThat(task.getLabels().getLabels(0).getKey()).isEqualTo("k");
    }

    @Test
    void writesACommandWithAMesosCheck() throws IOException {
        TaskInfo task =
                task(
                        "{'cmd':'serve','user':'www','ports':[0],'uris':['http://x/y.tgz'],"
                                + "'healthChecks':[{'protocol':'MESOS_HTTP','path':'/up'}]}",
                        31005);
        assertThat(task.getCommand().getShell()).isTrue();
        assertThat(task.getCommand().getValue()).isEqualTo("serve");
        assertThat(task.getCommand().getUser()).isEqualTo("www");
        assertThat(task.getCommand().getUris(0).getExtract()).isTrue();
        assertThat(task.hasContainer()).isFalse();
        HealthCheck check = task.getHealthCheck();
        assertThat(check.getType()).isEqualTo(HealthCheck.Type.HTTP);
        assertThat(check.getHttp().getPort()).isEqualTo(31005);
        assertThat(check.getHttp().getPath()).isEqualTo("/up");
        assertThat(check.getConsecutiveFailures()).isEqualTo(3);
    }

    @Test
    void writesTheCheckOfEachKind() throws IOException {
        CheckInfo http =
                task(
                                "{'cmd':'x','ports':[0],'check':{'http':{'path':'/up'},'delaySeconds':2}}",
                                31005)
                        .getCheck();
        assertThat(http.getType()).isEqualTo(CheckInfo.Type.HTTP);
        assertThat(http.getHttp().getPort()).isEqualTo(31005);
        assertThat(http.getHttp().getPath()).isEqualTo("/up");
        assertThat(http.getDelaySeconds()).isEqualTo(2);
        assertThat(http.getIntervalSeconds()).isEqualTo(60);
        assertThat(http.getTimeoutSeconds()).isEqualTo(20);
        CheckInfo tcp = task("{'cmd':'x','ports':[0],'check':{'tcp':{'port':9}}}", 1).getCheck();
        assertThat(tcp.getTcp().getPort()).isEqualTo(9);
        CheckInfo shell =
                task("{'cmd':'x','ports':[0],'check':{'exec':{'command':{'shell':'true'}}}}", 1)
                        .getCheck();
        assertThat(shell.getType()).isEqualTo(CheckInfo.Type.COMMAND);
        assertThat(shell.getCommand().getCommand().getValue()).isEqualTo("true");
        CheckInfo argv =
                task(
                                "{'cmd':'x','ports':[0],'check':{'exec':{'command':{'argv':['/bin/a','b']}}}}",
                                1)
                        .getCheck();
        assertThat(argv.getCommand().getCommand().getShell()).isFalse();
        assertThat(argv.getCommand().getCommand().getArgumentsList())
                .containsExactly("/bin/a", "b");
    }

    @Test
    void readsWhatACheckFound() {
        TaskStatus.Builder status =
                TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("t"))
                        .setState(TaskState.TASK_RUNNING);
        CheckStatusInfo.Builder check =
                CheckStatusInfo.newBuilder().setType(CheckInfo.Type.COMMAND);
        assertThat(StatusReader.read(status.setCheckStatus(check).build()).check()).isNull();
        check.setCommand(CheckStatusInfo.Command.newBuilder().setExitCode(3));
        assertThat(StatusReader.read(status.setCheckStatus(check).build()).check())
                .isEqualTo(new CheckResult(Check.Kind.EXEC, 3));
    }

    @Test
    void writesArgumentsWithAndWithoutAnImage() throws IOException {
        TaskInfo bare = task("{'args':['/bin/echo','x'],'ports':[0]}", 1);
        assertThat(bare.getCommand().getValue()).isEqualTo("/bin/echo");
        assertThat(bare.getCommand().getArgumentsList()).containsExactly("/bin/echo", "x");
        TaskInfo image =
                task(
                        "{'args':['x'],'ports':[0],'container':{'type':'MESOS',"
                                + "'docker':{'image':'i','forcePullImage':true}}}",
                        1);
        assertThat(image.getCommand().hasValue()).isFalse();
        assertThat(image.getContainer().getMesos().getImage().getDocker().getName()).isEqualTo("i");
        assertThat(image.getContainer().getMesos().getImage().getCached()).isFalse();
    }
}
