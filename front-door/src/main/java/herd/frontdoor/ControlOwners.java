package herd.frontdoor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Asks the control plane's {@code control.subject}; reads and never writes. */
final class ControlOwners implements Owners {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final String BY_ID =
      "SELECT owner FROM control.subject WHERE kind = 'resource' AND id = ?";

  /** A name can be given again once its database is gone; the living one is meant. */
  private static final String BY_NAME =
      "SELECT owner FROM control.subject WHERE kind = 'resource' AND name = ?"
          + " ORDER BY wanted DESC, created_at DESC LIMIT 1";

  private final DataSource control;

  ControlOwners(DataSource control) {
    this.control = control;
  }

  @Override
  public Optional<String> ownerOf(String idOrName) {
    return UUID_FORM.matcher(idOrName).matches()
        ? ask(BY_ID, UUID.fromString(idOrName))
        : ask(BY_NAME, idOrName);
  }

  private Optional<String> ask(String sql, Object key) {
    try (Connection connection = control.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(3);
      statement.setObject(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new OwnersUnavailable(e);
    }
  }
}
