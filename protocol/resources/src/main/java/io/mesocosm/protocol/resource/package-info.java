/** Between mesos.v1.Resource and the Resources algebra, in every format the wire knows. */
@NullMarked
package io.mesocosm.protocol.resource;

import org.jspecify.annotations.NullMarked;
