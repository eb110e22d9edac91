package io.mesocosm.marathon.server.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The selector of the query parameter {@code label} (spec §1.3). */
final class LabelSelector {

    private static final String WORD = "((?:[A-Za-z0-9_.\\-/]|\\\\.)+)";
    private static final Pattern EXISTS = Pattern.compile("\\s*" + WORD + "\\s*");
    private static final Pattern COMPARE =
            Pattern.compile("\\s*" + WORD + "\\s*(==|!=)\\s*" + WORD + "\\s*");
    private static final Pattern SET =
            Pattern.compile("\\s*" + WORD + "\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");

    private LabelSelector() {}

    /** Tells whether labels suit; every form demands that the label be there. */
    static Predicate<Map<String, String>> parse(String text) {
        Predicate<Map<String, String>> all = labels -> true;
        for (String part : parts(text)) {
            all = all.and(one(part, text));
        }
        return all;
    }

    private static Predicate<Map<String, String>> one(String part, String whole) {
        Matcher compare = COMPARE.matcher(part);
        if (compare.matches()) {
            String key = plain(compare.group(1));
            String value = plain(compare.group(3));
            boolean equal = compare.group(2).equals("==");
            return labels -> labels.containsKey(key) && value.equals(labels.get(key)) == equal;
        }
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            String key = plain(set.group(1));
            Set<String> values = Set.copyOf(words(set.group(3), whole));
            boolean in = set.group(2).equals("in");
            return labels -> {
                String value = labels.get(key);
                return value != null && values.contains(value) == in;
            };
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            String key = plain(exists.group(1));
            return labels -> labels.containsKey(key);
        }
        throw bad(whole);
    }

    private static List<String> words(String list, String whole) {
        List<String> words = new ArrayList<>();
        for (String word : parts(list)) {
            if (!EXISTS.matcher(word).matches()) {
                throw bad(whole);
            }
            words.add(plain(word.strip()));
        }
        return words;
    }

    private static Refusal bad(String text) {
        return Refusal.of(
                422,
                "Can not parse label selector "
                        + text
                        + ". Reason: expected terms like key, key==value, key!=value, key in (a,b)"
                        + " or key notin (a,b), joined by commas");
    }

    private static String plain(String word) {
        return word.replaceAll("\\\\(.)", "$1");
    }

    /** What stands between commas that are neither escaped nor in brackets. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
