/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.supervisor;

import org.jspecify.annotations.NullMarked;
