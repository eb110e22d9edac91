package io.mesocosm.pod.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The one EndpointSlice of a Service; its text form names it. */
interface EndpointSlices {

    /**
     * The slice as it is now.
     *
     * @throws IOException when there is none, or it cannot be read
     */
    ObjectNode read() throws IOException, InterruptedException;

    /**
     * Replaces the slice, if nobody has since it was read.
     *
     * @param slice with the resourceVersion that was read
     * @throws IOException when it was not replaced
     */
    void replace(ObjectNode slice) throws IOException, InterruptedException;
}
