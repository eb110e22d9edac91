package io.mesocosm.agent.server.operator;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.Attribute;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The agent's {@code /state}, field for field as the spec's section 5.4 has it. */
final class StateJson {
    private final Facts facts;
    private final AgentView view;
    private final JsonWriter writer;

    StateJson(Facts facts, AgentView view, JsonWriter writer) {
        this.facts = facts;
        this.view = view;
        this.writer = writer;
    }

    void write() {
        AgentInfo info = facts.info().get();
        writer.beginObject();
        VersionInfo.CURRENT.writeFields(writer);
        writer.field("start_time", StateTime.seconds(facts.startedAt()));
        writer.field("id", view.agentId() == null ? "" : view.agentId());
        writer.field("pid", facts.pid());
        writer.field("hostname", facts.settings().hostname());
        writer.name("capabilities").beginArray();
        facts.capabilities().forEach(writer::value);
        writer.endArray();
        if (info.hasDomain()) {
            writer.name("domain");
            MesosJson.write(info.getDomain(), writer);
        }
        resources(info);
        attributes(info);
        Connection master = facts.master().get();
        if (master != null) {
            writer.field("master_hostname", master.getMasterHostname());
        }
        // The web page offers the log where one of these is told.
        for (String name : List.of("log_dir", "external_log_file")) {
            String value = facts.settings().flags().get(name);
            if (value != null) {
                writer.field(name, value);
            }
        }
        writer.name("flags").beginObject();
        new TreeMap<>(facts.settings().flags()).forEach(writer::field);
        writer.endObject();
        writer.name("frameworks").beginArray();
        view.frameworks().forEach(this::framework);
        writer.endArray();
        writer.name("completed_frameworks").beginArray();
        view.completedFrameworks().forEach(this::framework);
        writer.endArray();
        writer.endObject();
    }

    private void resources(AgentInfo info) {
        List<Resource> total = info.getResourcesList();
        writer.name("resources");
        ResourceSums.of(total).write(writer);
        byRole("reserved_resources", reserved(total));
        writer.name("unreserved_resources");
        ResourceSums.of(unreserved(total)).write(writer);
        writer.name("reserved_resources_full").beginObject();
        reserved(total).forEach((role, some) -> full(role, some));
        writer.endObject();
        full("unreserved_resources_full", unreserved(total));
        List<Resource> used = used();
        byRole("reserved_resources_allocated", reserved(used));
        writer.name("unreserved_resources_allocated");
        ResourceSums.of(unreserved(used)).write(writer);
        writer.name("resource_providers").beginArray().endArray();
    }

    private void byRole(String name, Map<String, List<Resource>> roles) {
        writer.name(name).beginObject();
        roles.forEach(
                (role, some) -> {
                    writer.name(role);
                    ResourceSums.of(some).write(writer);
                });
        writer.endObject();
    }

    private void full(String name, List<Resource> resources) {
        writer.name(name).beginArray();
        resources.forEach(
                resource -> MesosJson.write(ResourceForms.endpointForm(resource), writer));
        writer.endArray();
    }

    private static Map<String, List<Resource>> reserved(List<Resource> resources) {
        Map<String, List<Resource>> byRole = new TreeMap<>();
        for (Resource resource : resources) {
            String role = ResourceForms.reservedTo(resource);
            if (role != null) {
                byRole.computeIfAbsent(role, _ -> new ArrayList<>()).add(resource);
            }
        }
        return byRole;
    }

    private static List<Resource> unreserved(List<Resource> resources) {
        return resources.stream()
                .filter(resource -> ResourceForms.reservedTo(resource) == null)
                .toList();
    }

    private List<Resource> used() {
        List<Resource> used = new ArrayList<>();
        for (AgentView.FrameworkView framework : view.frameworks()) {
            for (AgentView.ExecutorView executor : framework.executors()) {
                used.addAll(resourcesOf(executor));
            }
        }
        return used;
    }

    /** The executor's own resources and those of its tasks. */
    static List<Resource> resourcesOf(AgentView.ExecutorView executor) {
        List<Resource> all = new ArrayList<>(Commands.info(executor).getResourcesList());
        executor.queued().forEach(task -> all.addAll(info(task).getResourcesList()));
        executor.launched().forEach(task -> all.addAll(info(task).getResourcesList()));
        return all;
    }

    private void attributes(AgentInfo info) {
        writer.name("attributes").beginObject();
        for (Attribute attribute : info.getAttributesList()) {
            switch (attribute.getType()) {
                case SCALAR -> writer.field(attribute.getName(), attribute.getScalar().getValue());
                case TEXT -> writer.field(attribute.getName(), attribute.getText().getValue());
                case RANGES -> writer.field(attribute.getName(), text(attribute.getRanges()));
                case SET ->
                        writer.field(
                                attribute.getName(),
                                "{" + String.join(", ", attribute.getSet().getItemList()) + "}");
            }
        }
        writer.endObject();
    }

    private static String text(Value.Ranges ranges) {
        return ranges.getRangeList().stream()
                .map(range -> range.getBegin() + "-" + range.getEnd())
                .toList()
                .toString();
    }

    private void framework(AgentView.FrameworkView framework) {
        FrameworkInfo info =
                parse(framework.spec().info().bytes(), FrameworkInfo.getDefaultInstance());
        writer.beginObject();
        writer.field("id", framework.spec().id());
        writer.field("name", info.getName());
        writer.field("user", info.getUser());
        writer.field("failover_timeout", info.getFailoverTimeout());
        writer.field("checkpoint", info.getCheckpoint());
        writer.field("hostname", info.getHostname());
        if (info.hasPrincipal()) {
            writer.field("principal", info.getPrincipal());
        }
        roles(info);
        writer.name("executors").beginArray();
        framework.executors().forEach(this::executor);
        writer.endArray();
        writer.name("completed_executors").beginArray();
        framework.completedExecutors().forEach(this::executor);
        writer.endArray();
        writer.endObject();
    }

    @SuppressWarnings("deprecation") // frameworks without MULTI_ROLE have a role only
    private void roles(FrameworkInfo info) {
        if (info.getCapabilitiesList().stream()
                .anyMatch(one -> one.getType() == FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            writer.name("roles").beginArray();
            info.getRolesList().forEach(writer::value);
            writer.endArray();
        } else {
            writer.field("role", info.getRole());
        }
    }

    private void executor(AgentView.ExecutorView executor) {
        ExecutorKey key = executor.spec().key();
        ExecutorInfo info = Commands.info(executor);
        writer.beginObject();
        writer.field("id", key.executorId());
        writer.field("name", info.getName());
        writer.field("source", source(info));
        writer.field("container", executor.container().value());
        writer.field("directory", facts.sandboxes().of(key, executor.container()).toString());
        writer.name("resources");
        ResourceSums.of(resourcesOf(executor)).write(writer);
        String role = role(info.getResourcesList());
        if (role != null) {
            writer.field("role", role);
        }
        if (info.hasLabels()) {
            writer.name("labels");
            writeList(info.getLabels().getLabelsList());
        }
        if (info.hasType()) {
            writer.field("type", info.getType().name());
        }
        TaskJson json = new TaskJson(writer, view.agentId() == null ? "" : view.agentId());
        writer.name("tasks").beginArray();
        executor.launched().forEach(task -> json.write(executor.spec(), task));
        writer.endArray().name("queued_tasks").beginArray();
        executor.queued().forEach(json::queued);
        writer.endArray().name("completed_tasks").beginArray();
        executor.completed().forEach(task -> json.write(executor.spec(), task));
        executor.terminated().forEach(task -> json.write(executor.spec(), task));
        writer.endArray().endObject();
    }

    @SuppressWarnings("deprecation") // still a field of the state
    static String source(ExecutorInfo executor) {
        return executor.getSource();
    }

    private static @Nullable String role(List<Resource> resources) {
        return resources.stream()
                .filter(resource -> resource.getAllocationInfo().hasRole())
                .map(resource -> resource.getAllocationInfo().getRole())
                .findFirst()
                .orElse(null);
    }

    private void writeList(List<? extends Message> messages) {
        writer.beginArray();
        messages.forEach(message -> MesosJson.write(message, writer));
        writer.endArray();
    }

    static TaskInfo info(AgentView.TaskView task) {
        return parse(task.spec().info().bytes(), TaskInfo.getDefaultInstance());
    }

    /** A message that was readable when it came in. */
    @SuppressWarnings("unchecked") // a message's own parser parses its own type
    static <T extends Message> T parse(byte[] encoded, T prototype) {
        try {
            return (T) prototype.getParserForType().parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message that was readable when it came", e);
        }
    }
}
