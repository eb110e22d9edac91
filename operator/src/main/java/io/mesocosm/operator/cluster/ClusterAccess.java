package io.mesocosm.operator.cluster;

import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.etcd.EtcdUpkeep;
import io.mesocosm.operator.master.MasterApi;

/**
 * How the operator speaks to clusters.
 *
 * @param identities that it has with them
 * @param master their leading masters
 * @param etcd those that the operator makes
 */
public record ClusterAccess(OperatorIdentities identities, MasterApi master, EtcdUpkeep etcd) {}
