package io.mesocosm.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The design's rules of dependency, as far as they concern the stores (design §2). */
final class StoreArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.mesocosm.store");

    @Test
    void onlyTheEtcdPackageSpeaksToEtcd() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mesocosm.store.etcd")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.etcd..",
                        "io.grpc..",
                        "io.netty..",
                        "com.google.protobuf..",
                        "io.mesocosm.store.etcd")
                .check(classes);
    }

    @Test
    void leavesJetcdsClientAndVertxAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.etcd.jetcd", "io.etcd.jetcd.impl..")
                .check(classes);
    }

    @Test
    void onlyTheFileStoreKnowsMvStore() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.mesocosm\\.store\\.Mv[A-Za-z]+(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.h2..")
                .check(classes);
    }

    @Test
    void readsNoEnvironment() {
        noClasses()
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(classes);
    }
}
