package io.mesocosm.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of the wire may know which. */
@AnalyzeClasses(
        packages = {
            "io.mesocosm.protocol.json",
            "io.mesocosm.protocol.recordio",
            "io.mesocosm.protocol.media",
            "io.mesocosm.protocol.duration"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class WireArchitectureTest {

    @ArchTest
    static final ArchRule FRAMING_AND_DURATIONS_NEED_THE_JDK_ONLY =
            classes()
                    .that()
                    .resideInAnyPackage("..recordio..", "..duration..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", "..recordio..", "..duration..");

    @ArchTest
    static final ArchRule ONLY_JSON_KNOWS_JACKSON =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..protocol.json..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule JSON_KNOWS_NOTHING_OF_HTTP_OR_FRAMING =
            noClasses()
                    .that()
                    .resideInAPackage("..protocol.json..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..media..", "..recordio..");

    @ArchTest
    static final ArchRule NOTHING_READS_THE_CLOCK_OR_STARTS_THREADS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class)
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");
}
