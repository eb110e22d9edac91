package io.mesocosm.protocol.media;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Accept}-like headers as libprocess does (spec §0.2, §0.5.1): the most specific entry
 * that names a type decides, only {@code q=0} excludes it, and an absent header admits everything.
 */
public final class Accept {

    private Accept() {}

    /** Whether the header admits the media type. */
    public static boolean admits(@Nullable String header, String mediaType) {
        String family = mediaType.substring(0, mediaType.indexOf('/'));
        return header == null || admitsOneOf(header, List.of(mediaType, family + "/*", "*/*"));
    }

    /** Whether an {@code Accept-Encoding} header admits the coding; an absent one admits none. */
    public static boolean admitsEncoding(@Nullable String header, String coding) {
        return header != null && admitsOneOf(header, List.of(coding, "*"));
    }

    private static boolean admitsOneOf(String header, List<String> candidates) {
        String[] entries =
                header.replaceAll("[ \\t\\n]", "").toLowerCase(Locale.ROOT).split(",", -1);
        for (String candidate : candidates) {
            for (String entry : entries) {
                String[] parts = entry.split(";", -1);
                if (parts[0].equals(candidate)) {
                    return isWanted(parts);
                }
            }
        }
        return false;
    }

    private static boolean isWanted(String[] parts) {
        String quality = null;
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("q=")) {
                if (quality != null) {
                    return true;
                }
                quality = parts[i].substring(2);
            }
        }
        if (quality == null) {
            return true;
        }
        try {
            return Double.parseDouble(quality) > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
