/** Images: their names, the store that pulls and unpacks them, and the bundles made of them. */
@NullMarked
package io.mesocosm.containerizer.image;

import org.jspecify.annotations.NullMarked;
