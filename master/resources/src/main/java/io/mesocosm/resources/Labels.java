package io.mesocosm.resources;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Labels, equal whatever their order, as Mesos compares them. */
public record Labels(List<Label> labels) {
    public static final Labels NONE = new Labels(List.of());

    private static final Comparator<Label> ORDER =
            Comparator.comparing(Label::key)
                    .thenComparing(Label::value, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** One label; its value may be absent. */
    public record Label(String key, @Nullable String value) {}

    public Labels {
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(ORDER);
        labels = List.copyOf(sorted);
    }

    public boolean isEmpty() {
        return labels.isEmpty();
    }
}
