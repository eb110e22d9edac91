package io.mesocosm.marathon.server.loop;

import io.mesocosm.marathon.core.Write;
import java.util.List;

/** Makes writes durable before it returns. */
@FunctionalInterface
public interface Journal {

    void write(List<Write> writes);
}
