package io.mesocosm.allocator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** Goal: the allocator is a function of what it is told (design §2). Method: what it refers to. */
@AnalyzeClasses(
        packages = "io.mesocosm.allocator",
        importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
    @ArchTest
    static final ArchRule SEES_RESOURCES_AND_VALUES_ONLY =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.mesocosm.allocator..",
                            "io.mesocosm.resources..",
                            "java.lang..",
                            "java.time..",
                            "java.util",
                            "java.util.function..",
                            "java.util.stream..",
                            "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");
}
