package io.mesocosm.http;

import java.io.FilterOutputStream;
import java.io.IOException;

/** A body that is sent as it is written, and ends the request when it is closed. */
final class RelayedBody extends FilterOutputStream {
    private final JettyCall call;
    private boolean closed;

    RelayedBody(JettyCall call) {
        super(call.output());
        this.call = call;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
            call.callback().succeeded();
        }
    }
}
