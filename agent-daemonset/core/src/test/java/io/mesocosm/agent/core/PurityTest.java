package io.mesocosm.agent.core;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** The core has no clock, randomness, thread or I/O (design section 2). */
@AnalyzeClasses(
        packages = "io.mesocosm.agent.core",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
    @ArchTest
    static final ArchRule SEES_NOTHING_BUT_VALUES =
            ArchRuleDefinition.noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.nio.file..",
                            "java.net..",
                            "java.util.concurrent..",
                            "com.google..");

    @ArchTest
    static final ArchRule HAS_NO_RANDOMNESS =
            ArchRuleDefinition.noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Random.class)
                    .orShould()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule HAS_NO_CLOCK =
            ArchRuleDefinition.noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class)
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule HAS_NO_THREADS =
            ArchRuleDefinition.noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class);
}
