package io.mesocosm.master.server.outgoing;

import io.mesocosm.http.VersionInfo;
import io.mesocosm.master.server.state.MasterIdentity;
import io.mesocosm.protocol.v1.MasterInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The MasterInfo that frameworks and operators get. */
public final class MasterInfos {
    private MasterInfos() {}

    /** The message of a master. */
    public static MasterInfo message(MasterIdentity master) {
        MasterInfo.Builder info =
                MasterInfo.newBuilder()
                        .setId(master.id())
                        .setIp(packed(master.ip()))
                        .setPort(master.port())
                        .setPid(master.pid())
                        .setHostname(master.hostname())
                        .setVersion(VersionInfo.MESOS_VERSION);
        info.getAddressBuilder()
                .setHostname(master.hostname())
                .setIp(master.ip())
                .setPort(master.port());
        // The published messages lack the newest name, which v0 tells.
        for (MasterInfo.Capability.Type type : MasterInfo.Capability.Type.values()) {
            if (MasterIdentity.CAPABILITIES.contains(type.name())) {
                info.addCapabilitiesBuilder().setType(type);
            }
        }
        return info.build();
    }

    /** An IPv4 address as Mesos packs it: the first number in the lowest byte. */
    private static int packed(String ip) {
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(ip).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + ip + "' is no address", e);
        }
        return bytes.length == 4
                ? (bytes[0] & 0xff)
                        | (bytes[1] & 0xff) << 8
                        | (bytes[2] & 0xff) << 16
                        | (bytes[3] & 0xff) << 24
                : 0;
    }
}
