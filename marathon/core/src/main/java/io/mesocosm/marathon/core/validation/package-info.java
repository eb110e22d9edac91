/** The rules a definition must obey, each refusal with the path it concerns. */
@NullMarked
package io.mesocosm.marathon.core.validation;

import org.jspecify.annotations.NullMarked;
