/** The tree of groups that holds all apps. */
@NullMarked
package io.mesocosm.marathon.core.group;

import org.jspecify.annotations.NullMarked;
