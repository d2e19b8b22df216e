// SPDX-License-Identifier: Apache-2.0
package io.postern.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beFinal;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.postern.policy.Action;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** How core is built; each rule is a sentence. */
@AnalyzeClasses(packages = "io.postern", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.postern.";
    /** What every feature may use. */
    private static final Set<String> FOUNDATION = Set.of("dns", "message", "authres", "envelope", "value");
    /** Above the features: where they meet, and what decides what follows from their outcomes. */
    private static final Set<String> ABOVE = Set.of("authenticate", "policy");

    @ArchTest
    static final ArchRule CORE_NEEDS_ONLY_THE_JDK_AND_JSPECIFY = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.postern..", "java..", "javax.crypto..", "org.jspecify.."));

    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FEATURES_USE_THE_FOUNDATION_AND_OUTCOMES_OF_OTHER_FEATURES = classes()
            .that(describe("are of a feature", type -> isFeature(feature(type))))
            .should(useOnlyOutcomes());

    @ArchTest
    static final ArchRule THE_FOUNDATION_KNOWS_NO_FEATURE = noClasses()
            .that(describe("are of the foundation", type -> FOUNDATION.contains(feature(type))))
            .should()
            .dependOnClassesThat(describe(
                    "are of a feature or above",
                    type -> type.getPackageName().startsWith(ROOT) && !FOUNDATION.contains(feature(type))));

    @ArchTest
    static final ArchRule WHERE_FEATURES_MEET_NOTHING_IS_DECIDED = noClasses()
            .that()
            .resideInAPackage("io.postern.authenticate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.postern.policy..");

    @ArchTest
    static final ArchRule ONLY_POLICY_CREATES_ACTIONS = noClasses()
            .that()
            .resideOutsideOfPackage("io.postern.policy..")
            .should()
            .callConstructorWhere(describe(
                    "an Action is created", call -> assignableTo(Action.class).test(call.getTargetOwner())));

    @ArchTest
    static final ArchRule PUBLIC_TYPES_ARE_RECORDS_ENUMS_INTERFACES_OR_FINAL = classes()
            .that()
            .arePublic()
            .and(not(DescribedPredicate.or(
                    describe("records", JavaClass::isRecord),
                    describe("enums", JavaClass::isEnum),
                    describe("interfaces", JavaClass::isInterface))))
            .should(beFinal());

    @ArchTest
    static final ArchRule NO_CLASS_HAS_A_NAME_THAT_SAYS_NOTHING =
            noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)");

    @ArchTest
    static final ArchRule NO_STATIC_FIELD_CAN_CHANGE = fields().that()
            .areStatic()
            .and(not(describe("made by the compiler", ArchitectureTest::isSynthetic)))
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .should(new ArchCondition<>("be in a package with @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " lacks @NullMarked"));
                }
            });

    private static boolean isSynthetic(HasModifiers field) {
        return field.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    /** The part of the package's name behind io.postern; empty for types of others. */
    private static String feature(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceFirst("\\..*", "") : "";
    }

    private static boolean isFeature(String name) {
        return !name.isEmpty() && !FOUNDATION.contains(name) && !ABOVE.contains(name);
    }

    private static ArchCondition<JavaClass> useOnlyOutcomes() {
        return new ArchCondition<>("use, of other packages, the foundation and outcomes") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> {
                            String other = feature(dependency.getTargetClass());
                            String name = dependency.getTargetClass().getSimpleName();
                            boolean allowed = other.isEmpty()
                                    || other.equals(feature(type))
                                    || FOUNDATION.contains(other)
                                    // RFC 8617 §4.1: ARC's signatures are DKIM's, by its own definition
                                    || (feature(type).equals("arc") && other.equals("dkim"))
                                    || (isFeature(other) && name.matches(".*(Outcome|Result|Findings)"));
                            return !allowed;
                        })
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }
        };
    }
}
