/** Clusters whose components prove who they are (design §6). */
@NullMarked
package io.mesocosm.e2e.secure;

import org.jspecify.annotations.NullMarked;
