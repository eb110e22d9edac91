/**
 * RecordIO, the framing of every Mesos event stream (spec §0.3): {@link
 * io.mesocosm.protocol.recordio.RecordIo} makes a record one array, to be sent as one chunk; {@link
 * io.mesocosm.protocol.recordio.RecordDecoder} takes a stream apart again, however it was cut.
 */
@NullMarked
package io.mesocosm.protocol.recordio;

import org.jspecify.annotations.NullMarked;
