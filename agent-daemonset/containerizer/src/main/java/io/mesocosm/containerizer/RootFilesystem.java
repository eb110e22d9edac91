package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

/** What a container sees at {@code /}. */
public sealed interface RootFilesystem {

    /** The agent's own root file system. */
    record Host() implements RootFilesystem {}

    /**
     * A copy-on-write layer over the base root file system that came with the agent: a shell and
     * the usual programs, whatever the machine has or has not.
     */
    record Base() implements RootFilesystem {}

    /**
     * A copy-on-write layer over an image.
     *
     * @param reference Docker's form ({@code nginx}, {@code library/nginx:1.27}, {@code
     *     registry:5000/a/b@sha256:…})
     * @param forcePull ask the registry even when the image is in the store
     */
    record Image(String reference, boolean forcePull) implements RootFilesystem {
        public Image {
            requireNonNull(reference, "reference");
        }
    }

    /** Whether a container sees its own root file system, its sandbox in a place of its own. */
    default boolean isOwn() {
        return !(this instanceof Host);
    }
}
