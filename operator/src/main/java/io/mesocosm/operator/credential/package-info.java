/** Who may log in to a cluster by name and password. */
@NullMarked
package io.mesocosm.operator.credential;

import org.jspecify.annotations.NullMarked;
