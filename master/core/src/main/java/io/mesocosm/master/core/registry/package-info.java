/** What the master must not forget, and the changes proposed to it. */
@NullMarked
package io.mesocosm.master.core.registry;

import org.jspecify.annotations.NullMarked;
