package io.mesocosm.http;

import org.eclipse.jetty.http.MimeTypes;

/** The media type that a file's name tells. */
public final class MediaTypes {
    private static final MimeTypes TYPES = new MimeTypes(MimeTypes.DEFAULTS);

    private MediaTypes() {}

    /** The type by the name's extension; {@code application/octet-stream} when it tells nothing. */
    public static String ofFile(String name) {
        String type = TYPES.getMimeByExtension(name);
        if (type == null) {
            return "application/octet-stream";
        }
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
