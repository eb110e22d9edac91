package io.mesocosm.marathon.core.deployment;

import io.mesocosm.marathon.core.path.PathId;

/** One thing a deployment step does to one app. */
public record Action(Kind kind, PathId app) {

    /** The kinds, named on the wire as here (spec §1.6). */
    public enum Kind {
        START("StartApplication"),
        STOP("StopApplication"),
        SCALE("ScaleApplication"),
        RESTART("RestartApplication");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
