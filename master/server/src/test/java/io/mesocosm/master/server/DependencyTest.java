package io.mesocosm.master.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The design's rules of dependency, as far as they concern the master's shell (design §2). */
class DependencyTest {
    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.mesocosm.master.server", "io.mesocosm.master.main");

    @Test
    void keepsProtobufOutOfTheLoop() {
        noClasses()
                .that()
                .resideInAPackage("io.mesocosm.master.server.loop")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "io.mesocosm.protocol..", "io.grpc..")
                .check(classes);
    }

    @Test
    void readsTheEnvironmentInMainOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mesocosm.master.main")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }

    @Test
    void leavesStoresToTheStoreModule() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2..", "io.etcd..")
                .check(classes);
    }
}
