/**
 * A containerizer in memory for the tests of its callers; it passes the contract suite of the real
 * one.
 */
@NullMarked
package io.mesocosm.containerizer.fake;

import org.jspecify.annotations.NullMarked;
