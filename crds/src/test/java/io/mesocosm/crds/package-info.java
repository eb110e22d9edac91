/** The resources as YAML, and whether what is committed is still that. */
@NullMarked
package io.mesocosm.crds;

import org.jspecify.annotations.NullMarked;
