/** Marathon's pure core. */
module io.mesocosm.marathon.core {
    requires static transitive org.jspecify;

    exports io.mesocosm.marathon.core;
    exports io.mesocosm.marathon.core.app;
    exports io.mesocosm.marathon.core.deployment;
    exports io.mesocosm.marathon.core.draft;
    exports io.mesocosm.marathon.core.event;
    exports io.mesocosm.marathon.core.group;
    exports io.mesocosm.marathon.core.health;
    exports io.mesocosm.marathon.core.instance;
    exports io.mesocosm.marathon.core.launch;
    exports io.mesocosm.marathon.core.offer;
    exports io.mesocosm.marathon.core.path;
    exports io.mesocosm.marathon.core.validation;
}
