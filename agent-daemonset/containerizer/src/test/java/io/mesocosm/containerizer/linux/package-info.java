/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.linux;

import org.jspecify.annotations.NullMarked;
