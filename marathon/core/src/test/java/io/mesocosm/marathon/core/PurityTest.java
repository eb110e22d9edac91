package io.mesocosm.marathon.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The core has no clock, randomness, thread, I/O, logger, protobuf or JSON (design §2). */
class PurityTest {

    private static final com.tngtech.archunit.core.domain.JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.mesocosm.marathon.core");

    @Test
    void dependsOnValuesOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "org.slf4j..",
                        "com.google..",
                        "com.fasterxml..",
                        "io.mesocosm.store..",
                        "io.mesocosm.scheduler..",
                        "io.mesocosm.protocol..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, java.util.Random.class, Thread.class)
                .check(CORE);
    }

    @Test
    void neverAsksForTheTime() {
        noClasses().should().callMethod(Instant.class, "now").check(CORE);
    }
}
