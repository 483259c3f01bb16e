package herd.admin.view;

import org.jspecify.annotations.Nullable;

/**
 * HTML that is safe by construction: a text becomes part of it only through escaping. Tags and
 * classes are written in this package's code, never taken from data.
 *
 * @param markup may be sent as it is
 */
record Html(String markup) {

  static final Html NOTHING = new Html("");

  /** An element; what is not Html among its contents is a text. Null is shown as nothing. */
  static Html tag(String name, @Nullable Object... contents) {
    return tagOf(name, "", contents);
  }

  /** An element with a class, whose name may come from data. */
  static Html styled(String name, String style, @Nullable Object... contents) {
    return tagOf(name, " class=\"" + escape(style) + "\"", contents);
  }

  /** A link within this service. */
  static Html link(String path, @Nullable Object... contents) {
    return tagOf("a", " href=\"" + escape(path) + "\"", contents);
  }

  static Html all(Iterable<Html> parts) {
    StringBuilder markup = new StringBuilder();
    parts.forEach(part -> markup.append(part.markup()));
    return new Html(markup.toString());
  }

  /** Whether a reader would see no text. */
  boolean saysNothing() {
    return markup.replaceAll("<[^>]*>", "").isBlank();
  }

  private static Html tagOf(String name, String attributes, @Nullable Object... contents) {
    StringBuilder markup = new StringBuilder("<" + name + attributes + ">");
    for (Object content : contents) {
      switch (content) {
        case null -> {}
        case Html html -> markup.append(html.markup());
        default -> markup.append(escape(String.valueOf(content)));
      }
    }
    return new Html(markup.append("</").append(name).append(">").toString());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
