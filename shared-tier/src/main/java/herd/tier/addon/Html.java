package herd.tier.addon;

/** Text in a page: always escaped. */
final class Html {

  private Html() {}

  static String row(String name, String value) {
    return "<tr><th>" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
