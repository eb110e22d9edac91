/** Tests of the allocator. */
@NullMarked
package io.mesocosm.allocator;

import org.jspecify.annotations.NullMarked;
