/** Identifiers: paths of apps and groups, instance ids and task ids. */
@NullMarked
package io.mesocosm.marathon.core.path;

import org.jspecify.annotations.NullMarked;
