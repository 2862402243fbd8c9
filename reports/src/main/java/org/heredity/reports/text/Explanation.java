package org.heredity.reports.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kind of finding means, from its page under {@code docs/findings}, without markup.
 *
 * @param summary one sentence
 * @param parts when it fires, why it matters, what to do
 */
public record Explanation(String summary, List<Part> parts) {
  private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Pattern SUMMARY = Pattern.compile("\\*\\*(.*?)\\*\\*(.*)");
  private static final Pattern LABELLED = Pattern.compile("\\*([^*]+)\\.\\*\\s+(.*)");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

  public Explanation {
    parts = List.copyOf(parts);
  }

  /**
   * A paragraph.
   *
   * @param label such as {@code What to do}; empty if it has none
   * @param text plain text
   */
  public record Part(String label, String text) {}

  /** The explanation of findings of that id; empty if there is none, as for a plug-in's. */
  public static Optional<Explanation> of(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    try (InputStream in = Explanation.class.getResourceAsStream("findings/" + id + ".md")) {
      return in == null
          ? Optional.empty()
          : Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Explanation parse(String page) {
    String summary = "";
    List<Part> parts = new ArrayList<>();
    for (String paragraph : page.replace("\r", "").split("\n\\s*\n")) {
      String line = LINK.matcher(paragraph.strip().replace('\n', ' ')).replaceAll("$1");
      line = line.replace("`", "");
      Matcher first = SUMMARY.matcher(line);
      Matcher labelled = LABELLED.matcher(line);
      if (first.matches()) {
        summary = first.group(1);
      } else if (labelled.matches()) {
        parts.add(new Part(labelled.group(1), labelled.group(2)));
      } else if (!line.startsWith("#")) {
        parts.add(new Part("", line));
      }
    }
    return new Explanation(summary, parts);
  }

  /** All of it as one text, a paragraph a line. */
  public String text() {
    List<String> lines = new ArrayList<>(List.of(summary));
    parts.forEach(
        part -> lines.add((part.label().isEmpty() ? "" : part.label() + ": ") + part.text()));
    return String.join("\n", lines);
  }
}
