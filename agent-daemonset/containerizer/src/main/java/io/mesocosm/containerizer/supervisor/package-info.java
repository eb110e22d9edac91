/** The Java side of the C supervisor: its installation, its orders, and the records it leaves. */
@NullMarked
package io.mesocosm.containerizer.supervisor;

import org.jspecify.annotations.NullMarked;
