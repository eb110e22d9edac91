package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

/** A framework's event stream broke or was closed by the framework (spec §1.1). */
public record StreamClosed(StreamHandle stream) implements Input {
    public StreamClosed {
        requireNonNull(stream, "stream");
    }
}
