package io.mesocosm.resources;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Goal: the algebra needs nothing but values (design §2). Method: what its classes refer to. */
@AnalyzeClasses(
        packages = "io.mesocosm.resources",
        importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
    @ArchTest
    static final ArchRule SEES_VALUES_ONLY =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.mesocosm.resources..",
                            "java.lang..",
                            "java.math..",
                            "java.util",
                            "java.util.function..",
                            "java.util.stream..",
                            "org.jspecify.annotations..");
}
