package io.mesocosm.operator.etcd;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a member of an etcd says of itself ({@code /v3/maintenance/status}). Sizes in bytes.
 *
 * @param number of its pod
 * @param leads whether it is the leader
 * @param size of its file
 * @param inUse of that, what is not free
 * @param quota of the file; 0 where it does not say, as before etcd 3.6
 * @param revision that it has reached
 */
record EtcdMember(int number, boolean leads, long size, long inUse, long quota, long revision) {
    /** Files below this are not worth a pause. */
    private static final long SMALL = 64L << 20;

    static EtcdMember of(int number, JsonNode status) {
        String id = status.at("/header/member_id").asText();
        return new EtcdMember(
                number,
                id.equals(status.path("leader").asText()),
                status.path("dbSize").asLong(),
                status.path("dbSizeInUse").asLong(),
                status.path("dbSizeQuota").asLong(),
                status.at("/header/revision").asLong());
    }

    /** Whether a defragmentation would give back more than it keeps. */
    boolean isFragmented() {
        return size > SMALL && inUse < size / 2;
    }

    /** Whether writes may begin again. */
    boolean hasRoom() {
        return quota == 0 || size < quota / 10 * 9;
    }
}
