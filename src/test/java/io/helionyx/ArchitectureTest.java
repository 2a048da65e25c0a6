package io.helionyx;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The layers of ARCHITECTURE.md, and the one gate to the disk.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.helionyx");

  private static final String MUTATORS =
      "(move|delete|deleteIfExists|write|writeString|copy|create\\w+|newOutputStream|newBufferedWriter|newByteChannel|set\\w+)";

  @Test
  void layersPointDown() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("io.helionyx.cli..")
        .layer("backup")
        .definedBy("io.helionyx.backup..")
        .layer("restore")
        .definedBy("io.helionyx.restore..")
        .layer("verify")
        .definedBy("io.helionyx.verify..")
        .layer("drill")
        .definedBy("io.helionyx.drill..")
        .layer("meaning")
        .definedBy("io.helionyx.meaning..")
        .layer("retention")
        .definedBy("io.helionyx.retention..")
        .layer("diff")
        .definedBy("io.helionyx.diff..")
        .layer("health")
        .definedBy("io.helionyx.health..")
        .layer("source")
        .definedBy("io.helionyx.source..")
        .layer("repository")
        .definedBy("io.helionyx.repository..")
        .layer("projection")
        .definedBy("io.helionyx.projection..")
        .layer("remote")
        .definedBy("io.helionyx.remote..")
        .layer("artifact")
        .definedBy("io.helionyx.artifact..")
        .layer("durable")
        .definedBy("io.helionyx.durable..")
        .layer("model")
        .definedBy("io.helionyx.model..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("backup")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("drill")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("restore")
        .mayOnlyBeAccessedByLayers("cli", "drill")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("cli", "drill")
        .whereLayer("retention")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("diff")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("health")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("meaning")
        .mayOnlyBeAccessedByLayers("cli", "drill", "restore", "verify")
        .whereLayer("source")
        .mayOnlyBeAccessedByLayers(
            "cli", "drill", "backup", "restore", "verify", "retention", "diff", "health", "meaning")
        .whereLayer("repository")
        .mayOnlyBeAccessedByLayers(
            "cli", "drill", "backup", "restore", "verify", "retention", "diff", "health")
        .whereLayer("projection")
        .mayOnlyBeAccessedByLayers(
            "cli", "drill", "backup", "restore", "verify", "retention", "diff", "health", "meaning")
        .whereLayer("remote")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("artifact")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "drill",
            "backup",
            "restore",
            "verify",
            "retention",
            "diff",
            "health",
            "meaning",
            "source",
            "repository",
            "projection",
            "remote")
        .whereLayer("durable")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "drill",
            "backup",
            "restore",
            "verify",
            "retention",
            "diff",
            "health",
            "meaning",
            "source",
            "repository",
            "projection",
            "remote",
            "artifact")
        .because("an arrow that points up makes the layers one lump (ADR 0001)")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.helionyx.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a cycle of packages can only be understood as a whole")
        .check(CLASSES);
  }

  @Test
  void onlyDurableChangesTheDisk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.helionyx.durable..")
        .should()
        .callMethodWhere(
            AccessTarget.Predicates.declaredIn(Files.class)
                .and(
                    DescribedPredicate.describe(
                        "changes the disk", target -> target.getName().matches(MUTATORS)))
                .onResultOf(call -> call.getTarget()))
        .orShould()
        .callMethodWhere(
            AccessTarget.Predicates.declaredIn(FileChannel.class)
                .and(
                    DescribedPredicate.describe(
                        "flushes or locks",
                        target -> target.getName().matches("force|lock|tryLock|open")))
                .onResultOf(call -> call.getTarget()))
        .because("one gate to the disk is what makes every failure of it testable (ADR 0002)")
        .check(CLASSES);
  }

  @Test
  void nobodyUsesTheOldFileClasses() {
    noClasses()
        .that(resideOutsideOfPackage("io.helionyx.durable.."))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are java.io file classes",
                (JavaClass type) ->
                    type.getName()
                        .matches(
                            "java\\.io\\.(File|File(In|Out)putStream|FileReader|FileWriter|RandomAccessFile)")))
        .because("they take names as text, and lose bytes and errors")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsItsProcess() {
    noClasses()
        .that(resideOutsideOfPackage("io.helionyx.cli.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .because("everything under it is a library")
        .check(CLASSES);
  }

  @Test
  void onlyTheGatewayKnowsTheNetwork() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.helionyx.remote.S3Store")
        .should()
        .dependOnClassesThat(resideInAPackage("software.amazon.."))
        .because("who has no S3 store must not pay for its client")
        .check(CLASSES);
  }

  @Test
  void timeIsPassedIn() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("a test that needs the clock cannot be repeated")
        .check(CLASSES);
  }

  @Test
  void modelHoldsValuesOnly() {
    classes()
        .that()
        .resideInAPackage("io.helionyx.model")
        .and()
        .areTopLevelClasses()
        .should(
            new com.tngtech.archunit.lang.ArchCondition<>(
                "be records, enums, interfaces or the one refusal") {
              @Override
              public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                boolean value =
                    type.isRecord()
                        || type.isEnum()
                        || type.isInterface()
                        || type.isAssignableTo(Exception.class);
                events.add(
                    new com.tngtech.archunit.lang.SimpleConditionEvent(
                        type, value, type.getName()));
              }
            })
        .because("values can be trusted anywhere")
        .check(CLASSES);
  }
}
