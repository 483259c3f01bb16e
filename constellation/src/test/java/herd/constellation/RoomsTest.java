package herd.constellation;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must never be (DESIGN, "The rooms"), as far as Maven's module graph cannot say it. */
class RoomsTest {

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant.now",
          "java.time.OffsetDateTime.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime");

  /** What think blocks lean on, beside the machines and what these see. */
  private static final Set<String> THINKERS = Set.of("Votes", "Limits", "Verdict");

  private static final List<String> SERVICES =
      List.of(
          "herd.production",
          "herd.starter",
          "herd.dataclips",
          "herd.backups",
          "herd.admin",
          "herd.frontdoor");

  private static JavaClasses rooms;

  /** The constellation has every service on its class path. */
  @BeforeAll
  static void read() {
    rooms =
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("herd");
    for (String known :
        List.of(
            "herd.starter.resource.ResourceMachine",
            "herd.tier.server.ServerMachine",
            "herd.tier.data.DataRoutes",
            "herd.admin.Main",
            "herd.frontdoor.Main",
            "herd.simulator.Simulator")) {
      assertThat(rooms.contain(known)).as(known).isTrue();
    }
    assertThat(rooms.stream().map(JavaClass::getSimpleName)).containsAll(THINKERS);
  }

  private static final DescribedPredicate<JavaClass> FLEET =
      resideInAPackage("herd.fleet..").as("are of the fleet's room");

  private static final DescribedPredicate<JavaClass> THINKS =
      describe(
          "think",
          type ->
              type.isAssignableTo("herd.statemachine.Machine")
                  || (outermost(type).endsWith("Seen") && !FLEET.test(type))
                  || THINKERS.contains(type.getSimpleName()));

  private static final DescribedPredicate<JavaClass> OUTSIDE =
      describe(
          "reach outside",
          type ->
              resideInAnyPackage(
                          "java.sql..",
                          "javax.sql..",
                          "org.jooq..",
                          "java.net..",
                          "java.nio.file..",
                          "java.io..",
                          "com.jcraft.jsch..")
                      .or(FLEET)
                      .test(type)
                  // A value of the fleet's is something seen, and no way out.
                  && !(type.isRecord() || type.isEnum()));

  private static final DescribedPredicate<JavaCall<?>> A_CLOCK =
      describe(
          "a clock",
          call ->
              CLOCKS.contains(call.getTargetOwner().getFullName() + "." + call.getName())
                  || call.getTargetOwner().getFullName().equals("java.time.Clock"));

  @Test
  void whatThinksTouchesNothingOutsideAndNoClock() {
    noClasses().that(THINKS).should().dependOnClassesThat(OUTSIDE).check(rooms);
    noClasses().that(THINKS).should().callCodeUnitWhere(A_CLOCK.forSubtype()).check(rooms);
  }

  @Test
  void handlersDoNotTouchTheFleet() {
    noClasses()
        .that(describe("handle requests", type -> outermost(type).endsWith("Routes")))
        .or(
            resideInAnyPackage(
                "herd.tier.addon..",
                "herd.tier.data..",
                "herd.tier.operator..",
                "herd.admin..",
                "herd.frontdoor.."))
        .should()
        .dependOnClassesThat(FLEET)
        .check(rooms);
  }

  @Test
  void sshAndTheSqlOfCustomersAreInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("herd.fleet..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.jcraft.jsch..", "org.apache.sshd..")
        .check(rooms);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            // Their own control plane; the demo and the rehearsals speak as a customer would.
            "herd.controlplane..", "herd.service..", "herd.constellation..", "herd.benchmarks..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.sql.DriverManager")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.postgresql..")
        .check(rooms);
  }

  @Test
  void nobodyIsCalledAManagerOrAHelper() {
    classes()
        .that()
        .resideInAPackage("herd..")
        .and()
        .resideOutsideOfPackage("..generated..")
        .should()
        .haveNameNotMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
        .andShould()
        .haveNameNotMatching(".*\\.(Base|Abstract)[A-Z][^.]*")
        .check(rooms);
  }

  @Test
  void theMarketplaceAndTheProductKnowEachOtherByTheirContractsOnly() {
    noClasses()
        .that()
        .resideInAPackage("herd.simulator..")
        .should()
        .dependOnClassesThat(describe("are ours", type -> ours(type, "herd.simulator")))
        .check(rooms);
    noClasses()
        .that()
        .resideOutsideOfPackages("herd.simulator..", "herd.constellation..", "herd.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("herd.simulator..")
        .check(rooms);
  }

  @Test
  void nobodyDependsOnTheConstellation() {
    noClasses()
        .that()
        .resideOutsideOfPackages("herd.constellation..", "herd.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("herd.constellation..")
        .check(rooms);
  }

  @Test
  void servicesDoNotImportEachOther() {
    for (String service : SERVICES) {
      List<String> others = SERVICES.stream().filter(other -> !other.equals(service)).toList();
      noClasses()
          .that()
          .resideInAPackage(service + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others.stream().map(other -> other + "..").toArray(String[]::new))
          // A service that is still to come has no classes.
          .allowEmptyShould(true)
          .check(rooms);
    }
  }

  private static boolean ours(JavaClass type, String but) {
    String room = type.getPackageName();
    return (room.equals("herd") || room.startsWith("herd.")) && !room.startsWith(but);
  }

  /** Of a nested class, the one it stands in. */
  private static String outermost(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
