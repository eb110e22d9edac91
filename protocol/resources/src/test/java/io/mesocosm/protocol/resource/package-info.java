/** Tests of the Resource messages. */
@NullMarked
package io.mesocosm.protocol.resource;

import org.jspecify.annotations.NullMarked;
