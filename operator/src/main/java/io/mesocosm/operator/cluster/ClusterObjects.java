package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.mesocosm.operator.agent.PoolObjects;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.etcd.EtcdObjects;
import io.mesocosm.operator.exposure.ExposureObjects;
import io.mesocosm.operator.marathon.MarathonObjects;
import io.mesocosm.operator.master.MasterObjects;
import io.mesocosm.operator.snapshot.SnapshotObjects;
import io.mesocosm.operator.telemetry.Collector;
import io.mesocosm.operator.telemetry.MonitorObjects;
import java.util.List;
import java.util.stream.Stream;

/** All objects of a cluster, in the order in which they are made. */
final class ClusterObjects {
    private ClusterObjects() {}

    /**
     * All of them but what secures it.
     *
     * @param trusts differs for other authorities; empty where there are none
     */
    static List<HasMetadata> of(Blueprint blueprint, String trusts) {
        return Stream.of(
                        EtcdObjects.of(blueprint, trusts),
                        SnapshotObjects.of(blueprint),
                        MasterObjects.of(blueprint),
                        PoolObjects.of(blueprint),
                        MarathonObjects.of(blueprint),
                        ExposureObjects.ingresses(blueprint),
                        MonitorObjects.services(blueprint))
                .flatMap(List::stream)
                .map(object -> ExposureObjects.exposed(blueprint, object))
                .map(object -> Collector.told(blueprint, object))
                .toList();
    }
}
