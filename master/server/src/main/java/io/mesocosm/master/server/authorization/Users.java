package io.mesocosm.master.server.authorization;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.TaskInfo;

/** As which user tasks and executors run, which rules about them go by (spec §9). */
final class Users {
    private Users() {}

    /** Its command's or its executor's, else its framework's. */
    static String of(Task task, String ofFramework) {
        Payload encoded = task.info();
        TaskInfo info = Encoded.read(encoded, TaskInfo.parser());
        return info.getCommand().hasUser()
                ? info.getCommand().getUser()
                : of(info.getExecutor().getCommand(), ofFramework);
    }

    /** Its command's, else its framework's. */
    static String of(Executor executor, String ofFramework) {
        return of(
                Encoded.read(executor.spec().info(), ExecutorInfo.parser()).getCommand(),
                ofFramework);
    }

    private static String of(CommandInfo command, String ofFramework) {
        return command.hasUser() ? command.getUser() : ofFramework;
    }
}
