/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.image;

import org.jspecify.annotations.NullMarked;
