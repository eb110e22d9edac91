package io.mesocosm.marathon.core.offer;

/** Ports from first to last, both included. */
public record PortRange(int first, int last) {

    public int size() {
        return last - first + 1;
    }
}
