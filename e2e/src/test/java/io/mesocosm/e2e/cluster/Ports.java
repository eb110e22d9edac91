package io.mesocosm.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports nobody uses, below the range that the kernel gives to outgoing connections. */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int END = 30_000;

    /** What a test was given, it may not have bound yet when another one asks. */
    private static final BitSet GIVEN = new BitSet(END);

    private Ports() {}

    /** A port that is free now. */
    public static int free() {
        return freeBlock(1);
    }

    /** The first of so many adjacent ports that are all free now. */
    public static synchronized int freeBlock(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, END - count);
            if (GIVEN.get(first, first + count).isEmpty() && allFree(first, count)) {
                GIVEN.set(first, first + count);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " adjacent free ports");
    }

    private static boolean allFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
                if (socket.getLocalPort() != port) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
