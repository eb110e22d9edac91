@NullMarked
package io.mesocosm.pod.leader;

import org.jspecify.annotations.NullMarked;
