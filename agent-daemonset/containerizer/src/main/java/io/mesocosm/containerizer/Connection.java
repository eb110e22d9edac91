package io.mesocosm.containerizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An open TCP connection to a port inside a container's network; its streams block. */
public interface Connection extends AutoCloseable {

    InputStream input();

    OutputStream output();

    /** Ends the connection; also from another thread, to end a read that blocks. */
    @Override
    void close() throws IOException;
}
