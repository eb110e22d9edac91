package io.mesocosm.marathon.core.app;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Kubernetes resource that an app belongs to; a reserved label says so. */
public record Owner(String namespace, String name) {

    /** Who owns the app; of interest to those who change apps, and to no task. */
    public static final String LABEL = "mesocosm.io/owner";

    private static final Pattern FORM =
            Pattern.compile("([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)/([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?)");

    /** The owner that these labels tell of, null for nobody. */
    public static @Nullable Owner of(Map<String, String> labels) {
        Matcher matcher = FORM.matcher(labels.getOrDefault(LABEL, ""));
        return matcher.matches() ? new Owner(matcher.group(1), matcher.group(2)) : null;
    }

    /** Its text form, as the label has it. */
    public String text() {
        return namespace + "/" + name;
    }
}
