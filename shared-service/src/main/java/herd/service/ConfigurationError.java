package herd.service;

import java.util.List;

/** The configuration is wrong. Its message has one line for each variable, and never a value. */
public final class ConfigurationError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigurationError(List<String> errors) {
    super("configuration: " + String.join("\nconfiguration: ", errors));
  }
}
