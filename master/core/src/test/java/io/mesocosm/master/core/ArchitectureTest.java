package io.mesocosm.master.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The core is pure: time, ids and randomness come in, nothing but effects goes out. */
class ArchitectureTest {
    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.mesocosm.master.core");

    @Test
    void seesNothingButTheLanguageAndThePureModules() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio",
                        "java.nio.charset",
                        "org.jspecify..",
                        "io.mesocosm.resources..",
                        "io.mesocosm.allocator..",
                        "io.mesocosm.master.core..")
                .check(CORE);
    }

    @Test
    void hasNoClockRandomnessOrThread() {
        noClasses().should().callMethod(System.class, "nanoTime").check(CORE);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CORE);
        noClasses().should().callMethod(java.time.Instant.class, "now").check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.util.logging..")
                .check(CORE);
    }

    @Test
    void onlyOneClassTalksToTheAllocator() {
        noClasses()
                .that()
                .doNotHaveSimpleName("DrfAllocation")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.mesocosm.allocator.Allocator")
                .check(CORE);
    }
}
