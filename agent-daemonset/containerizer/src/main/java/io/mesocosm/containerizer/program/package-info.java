/** Programs of the host that the containerizer runs: their search, their run and their failure. */
@NullMarked
package io.mesocosm.containerizer.program;

import org.jspecify.annotations.NullMarked;
