package herd.benchmarks.stage;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which tier plays, and how its stage is furnished.
 *
 * @param main its main class
 * @param portVariable names the variable with the port of its web process
 * @param books settings of the control plane's Postgres, which is durable without any
 * @param environment variables beside the usual ones
 */
public record Cast(
    ServiceDefinition service,
    Class<?> main,
    String portVariable,
    Map<String, String> books,
    Map<String, String> environment) {

  /** Its role at the control plane. */
  String role() {
    return "herd_" + schema();
  }

  String schema() {
    return service.name().replace('-', '_');
  }

  /** What runs once in every zone: whoever looks from outside, and the resolver. */
  List<String> workers() {
    return types(name -> name.endsWith("-feeler") || name.equals("incident-resolver"));
  }

  /** What runs once. */
  List<String> home() {
    List<String> elsewhere = workers();
    return types(name -> !elsewhere.contains(name) && !name.equals("release"));
  }

  private List<String> types(Predicate<String> wanted) {
    return service.processTypes().stream().map(ProcessType::name).filter(wanted).toList();
  }
}
