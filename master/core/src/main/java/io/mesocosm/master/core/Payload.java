package io.mesocosm.master.core;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * An encoded Mesos v1 message that the core carries and never reads; whoever hands bytes over gives
 * them up and must not change them afterwards.
 */
public final class Payload {
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = requireNonNull(bytes, "bytes");
    }

    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    /** The bytes themselves, not a copy: forwarding a task must cost nothing. */
    public byte[] bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
