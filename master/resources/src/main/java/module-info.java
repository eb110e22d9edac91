/** The Resources algebra: values only, no I/O, no clock. */
module io.mesocosm.resources {
    requires static transitive org.jspecify;

    exports io.mesocosm.resources;
}
