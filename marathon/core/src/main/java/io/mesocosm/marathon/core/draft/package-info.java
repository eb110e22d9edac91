/** App and group definitions as clients wrote them, and their normalisation. */
@NullMarked
package io.mesocosm.marathon.core.draft;

import org.jspecify.annotations.NullMarked;
