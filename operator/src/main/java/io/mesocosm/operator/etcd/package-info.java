/** The etcd of a cluster: the objects of one that the operator makes. */
@NullMarked
package io.mesocosm.operator.etcd;

import org.jspecify.annotations.NullMarked;
