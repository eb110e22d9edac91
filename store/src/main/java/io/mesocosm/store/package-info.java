/**
 * The store port behind which the registry and Marathon's state are kept, the election port, and
 * what implements them: {@link io.mesocosm.store.etcd.Etcd} for clusters, {@link
 * io.mesocosm.store.MvStore} on one machine's disk and {@link io.mesocosm.store.MemoryStore} for
 * tests.
 */
@NullMarked
package io.mesocosm.store;

import org.jspecify.annotations.NullMarked;
