/** The MesosCluster resource: masters, agent pools and Marathon as one object. */
@NullMarked
package io.mesocosm.crds.cluster;

import org.jspecify.annotations.NullMarked;
