/** Nodes that are cordoned, drained or about to go, and what their agents are told for it. */
@NullMarked
package io.mesocosm.operator.node;

import org.jspecify.annotations.NullMarked;
