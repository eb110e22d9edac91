/** The hierarchical DRF allocator: deterministic, no I/O, no clock. */
module io.mesocosm.allocator {
    requires transitive io.mesocosm.resources;
    requires static transitive org.jspecify;

    exports io.mesocosm.allocator;
}
