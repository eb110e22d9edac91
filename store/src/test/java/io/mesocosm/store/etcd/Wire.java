package io.mesocosm.store.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The network between a client and etcd, which can fall silent without a word, in one direction or
 * in both.
 */
public final class Wire implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean dropsRequests;
    private volatile boolean dropsAnswers;

    private Wire(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** A wire to that port of this machine. */
    public static Wire to(int port) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        Thread.startVirtualThread(wire::accept);
        return wire;
    }

    public String endpoint() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** From now on no answer arrives. */
    public void dropAnswers() {
        dropsAnswers = true;
    }

    /** From now on nothing arrives. */
    public void cut() {
        dropsRequests = true;
        dropsAnswers = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.startVirtualThread(() -> carry(near, far, true));
                Thread.startVirtualThread(() -> carry(far, near, false));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void carry(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!(requests ? dropsRequests : dropsAnswers)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // one end has closed
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
