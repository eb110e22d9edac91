/** Makes an App so, in Marathon and as a Service, and says what became of it. */
@NullMarked
package io.mesocosm.operator.app;

import org.jspecify.annotations.NullMarked;
