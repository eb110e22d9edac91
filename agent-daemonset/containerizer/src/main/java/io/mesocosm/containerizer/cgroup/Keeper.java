package io.mesocosm.containerizer.cgroup;

import java.io.IOException;

/** Who owns the group that all containers' groups are in, and has left us what is below it. */
public interface Keeper {

    /** Where that group is, relative to each tree's mount point. */
    String group();

    /**
     * Gives that group a weight among its siblings, by the keeper's name for it: what others write
     * to the files of its group it may undo.
     */
    void weigh(String property, long weight) throws IOException;

    /** Sees to it that the group is there, which somebody may have ended while it was empty. */
    void ensure() throws IOException;

    /** Gives the group back, once nothing of ours is in it. */
    void release() throws IOException;
}
