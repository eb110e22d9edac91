/** What only a real API server can prove. */
@NullMarked
package io.mesocosm.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
