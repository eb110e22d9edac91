package io.mesocosm.e2e.machine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test, with the reason, on a machine that lacks what {@link Needs} names. */
public final class NeedsCondition implements ExecutionCondition {
    private static final String PATH =
            System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing =
                AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
                        .flatMap(needs -> Arrays.stream(needs.value()))
                        .filter(need -> !isMet(need))
                        .toList();
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("the machine has all")
                : ConditionEvaluationResult.disabled("this machine lacks " + missing);
    }

    private static boolean isMet(String need) {
        if (need.equals("root")) {
            return System.getProperty("user.name", "").equals("root");
        }
        return Arrays.stream(PATH.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, need)));
    }
}
