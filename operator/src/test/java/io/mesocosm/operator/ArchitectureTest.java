package io.mesocosm.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of dependency (design §2). */
class ArchitectureTest {

    private static final JavaClasses OPERATOR =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.mesocosm.operator");

    @Test
    void seesOfMesocosmItsResourcesOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.mesocosm.master..",
                        "io.mesocosm.marathon..",
                        "io.mesocosm.agent..",
                        "io.mesocosm.protocol..",
                        "io.mesocosm.scheduler..",
                        "io.mesocosm.store..",
                        "io.mesocosm.http..")
                .check(OPERATOR);
    }

    @Test
    void onlyMainReadsTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mesocosm.operator.main")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .check(OPERATOR);
    }

    @Test
    void desiredObjectsAreMadeWithoutAClient() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Objects")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.net..")
                .check(OPERATOR);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.mesocosm.operator.(*)..").should().beFreeOfCycles().check(OPERATOR);
    }
}
