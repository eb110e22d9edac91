/** The master's functional core. */
module io.mesocosm.master.core {
    requires transitive io.mesocosm.resources;
    requires transitive io.mesocosm.allocator;
    requires static transitive org.jspecify;

    exports io.mesocosm.master.core;
    exports io.mesocosm.master.core.agent;
    exports io.mesocosm.master.core.authorization;
    exports io.mesocosm.master.core.effect;
    exports io.mesocosm.master.core.framework;
    exports io.mesocosm.master.core.input;
    exports io.mesocosm.master.core.offer;
    exports io.mesocosm.master.core.operation;
    exports io.mesocosm.master.core.registry;
    exports io.mesocosm.master.core.snapshot;
    exports io.mesocosm.master.core.task;
}
