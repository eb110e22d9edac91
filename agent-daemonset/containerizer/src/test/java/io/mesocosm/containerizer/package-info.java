/** The contract of the containerizer port. */
@NullMarked
package io.mesocosm.containerizer;

import org.jspecify.annotations.NullMarked;
