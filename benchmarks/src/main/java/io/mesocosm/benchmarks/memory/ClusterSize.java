package io.mesocosm.benchmarks.memory;

/** A size on the command line: {@code 5000x10} agents and tasks on each. */
public record ClusterSize(int agents, int tasksPerAgent) {

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static ClusterSize parse(String text) {
        try {
            int times = text.indexOf('x');
            ClusterSize size =
                    new ClusterSize(
                            Integer.parseInt(text.substring(0, Math.max(0, times))),
                            Integer.parseInt(text.substring(times + 1)));
            if (size.agents < 1 || size.tasksPerAgent < 1) {
                throw new IllegalArgumentException("Not a size: '" + text + "'; both start at 1");
            }
            return size;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Not a size: '" + text + "'; expected AGENTSxTASKS, tasks on each agent", e);
        }
    }

    public int tasks() {
        return agents * tasksPerAgent;
    }

    ClusterSize withoutTasks() {
        return new ClusterSize(agents, 0);
    }

    ClusterSize empty() {
        return new ClusterSize(0, 0);
    }

    @Override
    public String toString() {
        return agents + "x" + tasksPerAgent;
    }
}
