package io.mesocosm.marathon.core.app;

/** What one instance asks of an agent. */
public record Resources(double cpus, double mem, double disk, int gpus) {

    public static final Resources DEFAULT = new Resources(1, 128, 0, 0);

    /** A scalar in thousandths, the precision at which Mesos compares. */
    public static long milli(double scalar) {
        return Math.round(scalar * 1000);
    }
}
