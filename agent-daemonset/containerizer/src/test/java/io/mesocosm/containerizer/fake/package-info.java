/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.fake;

import org.jspecify.annotations.NullMarked;
