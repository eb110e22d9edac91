/** Weights and quotas of roles, as the master is to have them. */
@NullMarked
package io.mesocosm.operator.role;

import org.jspecify.annotations.NullMarked;
