/** The certificates of a cluster: its authority, those of its parts, and the operator's own. */
@NullMarked
package io.mesocosm.operator.certificate;

import org.jspecify.annotations.NullMarked;
