package io.mesocosm.master.core.task;

/** What an environment variable holds; the value itself is not the master's business. */
public record EnvironmentVariable(String name, Type type, boolean hasValue, boolean hasSecret) {
    /** Environment.Variable.Type. */
    public enum Type {
        UNKNOWN,
        VALUE,
        SECRET
    }
}
