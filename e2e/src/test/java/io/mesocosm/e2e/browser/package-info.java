/** The console in a real browser. */
@NullMarked
package io.mesocosm.e2e.browser;

import org.jspecify.annotations.NullMarked;
