package io.mesocosm.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * An answer that stays open: each piece is one chunk, sent in order and without blocking the
 * sender; a client that lets more than {@link #QUEUE_MAX} bytes wait is cut off.
 */
final class OutgoingStream {
    static final long QUEUE_MAX = 32L * 1024 * 1024;

    private static final int FLUSH_MAX = 64;
    private static final byte[] LINE_BREAK = {'\r', '\n'};
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final JettyCall call;
    private final StreamListener listener;
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final Writer writer = new Writer();
    private final AtomicBoolean ended = new AtomicBoolean();
    private long queued;
    private boolean closing;

    private OutgoingStream(JettyCall call, StreamListener listener) {
        this.call = call;
        this.listener = listener;
    }

    static OutgoingStream open(JettyCall call, StreamListener listener) {
        OutgoingStream stream = new OutgoingStream(call, listener);
        EndPoint endPoint = call.endPoint();
        endPoint.setIdleTimeout(0);
        stream.watch(endPoint);
        stream.writer.iterate();
        return stream;
    }

    /** Whether the piece was taken; it was not if the stream has ended or ends by this. */
    boolean send(byte[] piece) {
        synchronized (queue) {
            if (ended.get() || closing) {
                return false;
            }
            if (queue.isEmpty() || queued + piece.length <= QUEUE_MAX) {
                queue.add(piece);
                queued += piece.length;
                piece = null;
            }
        }
        if (piece != null) {
            end("too slow: " + queued + " bytes wait", true);
            return false;
        }
        writer.iterate();
        return true;
    }

    void close() {
        synchronized (queue) {
            closing = true;
        }
        writer.iterate();
    }

    boolean isOpen() {
        return !ended.get();
    }

    /**
     * The peer sends nothing on a stream's connection: whatever becomes readable is its end. Jetty
     * itself does not read while a request is being answered.
     */
    private void watch(EndPoint endPoint) {
        endPoint.fillInterested(
                Callback.from(
                        () -> readable(endPoint), failure -> end(String.valueOf(failure), true)));
    }

    private void readable(EndPoint endPoint) {
        ByteBuffer buffer = BufferUtil.allocate(1024);
        try {
            int read;
            do {
                BufferUtil.clear(buffer);
                read = endPoint.fill(buffer);
            } while (read > 0);
            if (read < 0) {
                end("the client closed the connection", true);
            } else {
                watch(endPoint);
            }
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()), true);
        }
    }

    private void end(String reason, boolean tell) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        synchronized (queue) {
            queue.clear();
            queued = 0;
        }
        call.endPoint().close();
        call.fail(new EofException(reason));
        if (tell) {
            listener.ended(reason);
        }
    }

    /**
     * Jetty's pump: one write at a time, the next when it is done. Only the head goes through
     * Jetty's generator: it would hold back the line break that ends a chunk until the next chunk
     * comes, and clients that wait for it would lag one record behind.
     */
    private final class Writer extends IteratingCallback {
        private boolean headSent;
        private boolean last;

        @Override
        protected Action process() {
            if (!headSent) {
                headSent = true;
                call.response().write(false, BufferUtil.EMPTY_BUFFER, this);
                return Action.SCHEDULED;
            }
            List<ByteBuffer> chunks = new ArrayList<>();
            synchronized (queue) {
                if (last || ended.get()) {
                    return Action.SUCCEEDED;
                }
                drain(chunks);
                if (chunks.isEmpty() && !closing) {
                    return Action.IDLE;
                }
                if (closing && queue.isEmpty()) {
                    last = true;
                    chunks.add(ByteBuffer.wrap(END));
                }
            }
            call.endPoint().write(this, chunks.toArray(ByteBuffer[]::new));
            return Action.SCHEDULED;
        }

        private void drain(List<ByteBuffer> chunks) {
            for (int i = 0; i < FLUSH_MAX && !queue.isEmpty(); i++) {
                byte[] piece = queue.remove();
                queued -= piece.length;
                String size = (i == 0 ? "" : "\r\n") + Integer.toHexString(piece.length) + "\r\n";
                chunks.add(ByteBuffer.wrap(size.getBytes(StandardCharsets.US_ASCII)));
                chunks.add(ByteBuffer.wrap(piece));
            }
            if (!chunks.isEmpty()) {
                chunks.add(ByteBuffer.wrap(LINE_BREAK));
            }
        }

        @Override
        protected void onCompleteSuccess() {
            end("closed", false);
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            end(String.valueOf(cause.getMessage()), true);
        }
    }
}
