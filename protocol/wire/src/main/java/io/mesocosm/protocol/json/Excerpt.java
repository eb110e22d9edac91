package io.mesocosm.protocol.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The place where a body stops being JSON, told in the words that Mesos uses. */
record Excerpt(int line, String near) {

    private static final int LONGEST = 200;

    /** Where the parser gave up, from the beginning of the word that it stumbled over. */
    static Excerpt of(byte[] json, IOException failure) {
        long offset =
                failure instanceof JsonProcessingException e && e.getLocation() != null
                        ? e.getLocation().getByteOffset()
                        : json.length;
        int from = Math.clamp(offset, 0, json.length);
        while (from > 0 && isWord(json[from - 1])) {
            from--;
        }
        return at(json, from);
    }

    private static boolean isWord(byte c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    static Excerpt at(byte[] json, long offset) {
        int from = Math.clamp(offset, 0, json.length);
        while (from < json.length && json[from] <= ' ' && json[from] >= 0) {
            from++;
        }
        int line = 1;
        for (int i = 0; i < from; i++) {
            line += json[i] == '\n' ? 1 : 0;
        }
        int to = from;
        while (to < json.length && json[to] != '\n' && to - from < LONGEST) {
            to++;
        }
        String rest = new String(json, from, to - from, StandardCharsets.UTF_8);
        return new Excerpt(line, rest.replaceAll("\\p{Cntrl}", ""));
    }

    JsonSyntaxException syntaxError() {
        return new JsonSyntaxException("syntax error at line " + line + " near: " + near);
    }

    JsonSyntaxException trailing() {
        return new JsonSyntaxException(
                "Parsed JSON included non-whitespace trailing characters: " + near);
    }
}
