/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.systemd;

import org.jspecify.annotations.NullMarked;
