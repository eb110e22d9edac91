/** Snapshots of the etcd that the operator makes: to take them, to keep some, to begin with one. */
@NullMarked
package io.mesocosm.operator.snapshot;

import org.jspecify.annotations.NullMarked;
