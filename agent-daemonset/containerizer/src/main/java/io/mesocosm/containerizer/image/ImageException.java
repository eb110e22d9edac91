package io.mesocosm.containerizer.image;

/** An image that cannot be had, with a text for people. */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    public ImageException(String message) {
        super(message);
    }
}
