/**
 * The store and the election in an etcd cluster: {@link io.mesocosm.store.etcd.Etcd} is the way in.
 *
 * <p>It speaks by jetcd's messages and method descriptors over a gRPC channel of its own, and not
 * by jetcd's client, because that one hides what the ports promise: when a keep-alive was sent,
 * that no transaction is sent twice, a deadline for each call, and a new try at once when etcd is
 * back.
 *
 * <p>Under the cluster's prefix, {@code format} holds the format's version in decimal digits, and
 * {@code data/<key>} an entry's bytes. An election {@code e} is the keys {@code data/e/<lease>},
 * each with a candidate's text and tied to its lease: the oldest leads, the revision that made its
 * key is the term, and a guard that the key is unchanged is the fence.
 */
@NullMarked
package io.mesocosm.store.etcd;

import org.jspecify.annotations.NullMarked;
