package io.mesocosm.tls;

/** The organizations in certificates: what kind of component the bearer is. */
public final class Groups {
    public static final String MASTERS = "mesocosm:masters";
    public static final String MARATHONS = "mesocosm:marathons";
    public static final String AGENTS = "mesocosm:agents";
    public static final String ETCD = "mesocosm:etcd";

    /** Who takes snapshots of an etcd; none of our own servers lets it in. */
    public static final String SNAPSHOTS = "mesocosm:snapshots";

    public static final String OPERATORS = "mesocosm:operators";

    /** People and programs that the cluster's owner gave a certificate. */
    public static final String USERS = "mesocosm:users";

    private Groups() {}
}
