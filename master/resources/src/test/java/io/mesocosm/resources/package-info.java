/** Tests of the Resources algebra. */
@NullMarked
package io.mesocosm.resources;

import org.jspecify.annotations.NullMarked;
