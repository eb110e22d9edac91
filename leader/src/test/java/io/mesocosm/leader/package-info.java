@NullMarked
package io.mesocosm.leader;

import org.jspecify.annotations.NullMarked;
