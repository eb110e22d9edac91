/** Who may ask a Marathon, and whose request it is that another one passes on. */
@NullMarked
package io.mesocosm.marathon.server.admission;

import org.jspecify.annotations.NullMarked;
