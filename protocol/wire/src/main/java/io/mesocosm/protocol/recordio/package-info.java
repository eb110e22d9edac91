/** RecordIO, the framing of every Mesos event stream (spec §0.3). */
@NullMarked
package io.mesocosm.protocol.recordio;

import org.jspecify.annotations.NullMarked;
