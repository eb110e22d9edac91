/** Plans that take one tree of groups to another, and the arithmetic of rolling upgrades. */
@NullMarked
package io.mesocosm.marathon.core.deployment;

import org.jspecify.annotations.NullMarked;
