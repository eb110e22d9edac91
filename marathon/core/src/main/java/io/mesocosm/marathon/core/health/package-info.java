/** Health and readiness of instances. */
@NullMarked
package io.mesocosm.marathon.core.health;

import org.jspecify.annotations.NullMarked;
