package io.mesocosm.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A framework that links the client gets the protocol, the JDK and a logger, nothing else. */
@AnalyzeClasses(
        packages = "io.mesocosm.scheduler",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ClientArchitectureTest {

    @ArchTest
    static final ArchRule NEEDS_THE_PROTOCOL_AND_THE_JDK_ONLY =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "javax.net.ssl..",
                            "org.jspecify..",
                            "org.slf4j..",
                            "com.google.protobuf..",
                            "io.mesocosm.protocol..",
                            "io.mesocosm.scheduler..");
}
