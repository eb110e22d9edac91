package io.mesocosm.master.core.operation;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One operation of an ACCEPT (spec §1.4); {@code id} is operation.id, null when absent. */
public sealed interface Operation {
    @Nullable String id();

    /** LAUNCH: each task on its own. */
    record Launch(@Nullable String id, List<TaskSpec> tasks) implements Operation {
        public Launch {
            tasks = List.copyOf(tasks);
        }
    }

    /** LAUNCH_GROUP: all tasks or none, under one executor. */
    record LaunchGroup(@Nullable String id, ExecutorSpec executor, List<TaskSpec> tasks)
            implements Operation {
        public LaunchGroup {
            requireNonNull(executor, "executor");
            tasks = List.copyOf(tasks);
        }
    }

    /** RESERVE, UNRESERVE, CREATE and DESTROY; {@code error} says why they cannot be read. */
    record Convert(@Nullable String id, Kind kind, Resources resources, @Nullable String error)
            implements Operation {
        public Convert {
            requireNonNull(kind, "kind");
            requireNonNull(resources, "resources");
        }
    }

    /** Kinds of Convert. */
    enum Kind {
        RESERVE,
        UNRESERVE,
        CREATE,
        DESTROY
    }

    /** An operation of a type that Mesos does not know: passed over in silence. */
    record Unknown(@Nullable String id) implements Operation {}

    /** An operation this master does not carry out; {@code name} is its Mesos type. */
    record Unsupported(@Nullable String id, String name) implements Operation {
        public Unsupported {
            requireNonNull(name, "name");
        }
    }
}
