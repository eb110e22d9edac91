/**
 * The v0 reads ({@code /state}, {@code /slaves} …) as JSON from a snapshot, field by field (spec
 * §5.4).
 */
@NullMarked
package io.mesocosm.master.server.state;

import org.jspecify.annotations.NullMarked;
