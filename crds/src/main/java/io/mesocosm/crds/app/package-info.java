/** The App resource: Marathon's AppDefinition, field for field, and what became of it. */
@NullMarked
package io.mesocosm.crds.app;

import org.jspecify.annotations.NullMarked;
