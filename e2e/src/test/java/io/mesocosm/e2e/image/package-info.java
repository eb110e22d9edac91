/** Container images and a registry that need no network. */
@NullMarked
package io.mesocosm.e2e.image;

import org.jspecify.annotations.NullMarked;
