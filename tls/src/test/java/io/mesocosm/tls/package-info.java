@NullMarked
package io.mesocosm.tls;

import org.jspecify.annotations.NullMarked;
