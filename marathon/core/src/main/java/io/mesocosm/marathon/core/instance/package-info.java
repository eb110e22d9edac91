/** Instances of apps, their conditions and goals. */
@NullMarked
package io.mesocosm.marathon.core.instance;

import org.jspecify.annotations.NullMarked;
