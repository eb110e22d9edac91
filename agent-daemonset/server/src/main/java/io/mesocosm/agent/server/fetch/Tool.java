package io.mesocosm.agent.server.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of the host to its end, with nothing of the agent's environment but PATH. */
final class Tool {
    private static final int OUTPUT_MAX = 2000;

    private Tool() {}

    /** Its output; an IOException with its last words when it fails. */
    static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                String tail =
                        output.length() > OUTPUT_MAX
                                ? output.substring(output.length() - OUTPUT_MAX)
                                : output;
                throw new IOException(
                        command.getFirst() + " ended with " + code + ": " + tail.strip());
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
