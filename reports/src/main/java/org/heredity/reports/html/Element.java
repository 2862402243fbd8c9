package org.heredity.reports.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.heredity.reports.text.PlainText;

/**
 * An HTML element under construction. Text and attribute values are escaped always; attributes that
 * could run script or load something from elsewhere are refused. Not thread-safe.
 */
final class Element {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern SAFE_URL =
      Pattern.compile("#[A-Za-z0-9_-]+|data:image/png;base64,[A-Za-z0-9+/=]*");
  private static final Set<String> VOID = Set.of("img", "br", "hr", "meta", "input", "col");
  private static final Set<String> NOT_BUILT = Set.of("script", "style", "iframe", "object");

  private final String tag;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> children = new ArrayList<>();

  private Element(String tag) {
    if (!NAME.matcher(tag).matches() || NOT_BUILT.contains(tag)) {
      throw new IllegalArgumentException("no element '" + tag + "' is built here");
    }
    this.tag = tag;
  }

  /** An element with classes, separated by spaces; none if empty. */
  static Element of(String tag, String classes) {
    Element element = new Element(tag);
    return classes.isEmpty() ? element : element.set("class", classes);
  }

  static Element of(String tag) {
    return new Element(tag);
  }

  /** An element with a text in it. */
  static Element text(String tag, String text) {
    return new Element(tag).text(text);
  }

  Element set(String name, String value) {
    if (!NAME.matcher(name).matches() || name.startsWith("on") || name.equals("style")) {
      throw new IllegalArgumentException("no attribute '" + name + "' is set here");
    }
    boolean url = name.equals("href") || name.equals("src");
    if (url && !SAFE_URL.matcher(value).matches()) {
      throw new IllegalArgumentException("links stay within the page, got '" + value + "'");
    }
    attributes.put(name, value);
    return this;
  }

  Element text(String text) {
    children.add(text);
    return this;
  }

  Element with(Element... elements) {
    children.addAll(List.of(elements));
    return this;
  }

  Element with(List<Element> elements) {
    children.addAll(elements);
    return this;
  }

  /** Adds SVG as {@link org.heredity.reports.chart.SvgWriter} made it: markup, not escaped. */
  Element drawing(String svg) {
    if (!svg.startsWith("<svg ")) {
      throw new IllegalArgumentException("an svg element expected");
    }
    children.add(new Markup(svg));
    return this;
  }

  void write(StringBuilder out) {
    out.append('<').append(tag);
    attributes.forEach(
        (name, value) -> {
          out.append(' ').append(name).append("=\"");
          escape(value, out);
          out.append('"');
        });
    // A closed empty element is well-formed in HTML and in XML.
    out.append(VOID.contains(tag) ? " />" : ">");
    if (VOID.contains(tag)) {
      return;
    }
    for (Object child : children) {
      if (child instanceof Element element) {
        element.write(out);
      } else if (child instanceof Markup markup) {
        out.append(markup.text());
      } else {
        escape((String) child, out);
      }
    }
    out.append("</").append(tag).append('>');
  }

  /** Escapes for text and for attribute values in double quotes. */
  static void escape(String text, StringBuilder out) {
    for (char c : PlainText.of(text).toCharArray()) {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  private record Markup(String text) {}
}
