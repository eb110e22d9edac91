/** Makes a MesosCluster so and says what became of it. */
@NullMarked
package io.mesocosm.operator.cluster;

import org.jspecify.annotations.NullMarked;
