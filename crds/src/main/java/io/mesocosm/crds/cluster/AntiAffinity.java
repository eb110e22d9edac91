package io.mesocosm.crds.cluster;

/** Whether pods of one kind keep to nodes of their own. */
public enum AntiAffinity {
    Preferred,
    Required
}
