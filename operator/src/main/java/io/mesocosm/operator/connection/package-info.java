/** How the operator speaks to the HTTP APIs of clusters. */
@NullMarked
package io.mesocosm.operator.connection;

import org.jspecify.annotations.NullMarked;
