/** Tests of the package of the same name. */
@NullMarked
package io.mesocosm.containerizer.cgroup;

import org.jspecify.annotations.NullMarked;
