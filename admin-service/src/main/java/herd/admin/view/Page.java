package herd.admin.view;

import static herd.admin.view.Html.link;
import static herd.admin.view.Html.styled;
import static herd.admin.view.Html.tag;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A whole page: the frame that all share, and one body. Pages that show the fleet load themselves
 * again every five seconds, without a script.
 */
record Page(String title, boolean refreshes, Html body) {

  static final String STYLE = style();

  static Page of(String title, Html... sections) {
    Html top =
        tag(
            "header",
            link("/", "Herd"),
            link("/subjects?kind=server&living=true", "servers"),
            link("/subjects?kind=resource&living=true", "resources"),
            link("/subjects?troubled=true", "in trouble"),
            new Html("<form method=\"post\" action=\"/logout\"><button>leave</button></form>"));
    return new Page(
        title, true, tag("div", top, tag("main", tag("h1", title), Html.all(List.of(sections)))));
  }

  /** Where an operator shows his token. */
  static Page door(String complaint) {
    Html form =
        new Html(
            """
            <form method="post" action="/login" class="door">
            <label>Your token <input type="password" name="token" required autofocus
            autocomplete="current-password"></label> <button>Come in</button></form>\
            """);
    return new Page(
        "Herd", false, tag("main", tag("h1", "Herd"), styled("p", "bad", complaint), form));
  }

  String document() {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>%s</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">%s
    <link rel="stylesheet" href="/style.css"></head><body>%s</body></html>
    """
        .formatted(
            Html.escape(title),
            refreshes ? "<meta http-equiv=\"refresh\" content=\"5\">" : "",
            body.markup());
  }

  private static String style() {
    try (InputStream file = Page.class.getResourceAsStream("/herd/admin/style.css")) {
      if (file == null) {
        throw new IllegalStateException("style.css is missing from the jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read style.css from the jar", e);
    }
  }
}
