/** What operators set for roles: weights and quotas. */
@NullMarked
package io.mesocosm.master.core.role;

import org.jspecify.annotations.NullMarked;
