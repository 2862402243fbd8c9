package org.heredity.api.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.heredity.data.DataException;

/**
 * Groups of classes, such as CIFAR-100's 20 or the ones of ImageNet that a user maps. Immutable.
 *
 * @param names of the groups, in the order of their indices
 * @param ofClass the group of each class, an index; -1 for a class that is in none
 */
public record Superclasses(List<String> names, List<Integer> ofClass) {
  private static final long MAX_BYTES = 1 << 24;

  /**
   * Copies the lists and checks the indices.
   *
   * @param names of the groups, in the order of their indices
   * @param ofClass the group of each class, an index
   * @throws IllegalArgumentException if a class is in a group that there is not
   */
  public Superclasses {
    names = List.copyOf(names);
    ofClass = List.copyOf(ofClass);
    for (int group : ofClass) {
      if (group < -1 || group >= names.size()) {
        throw new IllegalArgumentException("group " + group + " of " + names.size());
      }
    }
  }

  /**
   * Reads a mapping: a class and its superclass a line, separated by a tab, else a comma, else the
   * first blank; or, as the published division of ImageNet has it, a superclass a line, a tab or
   * comma, and its classes separated by blanks. Empty lines and those that start with {@code #} do
   * not count. Groups are in the order in which they first appear; classes that are not named are
   * in none.
   *
   * @param file in UTF-8, at most 16 MiB
   * @param classes how the file names the classes, in label order
   * @return the groups
   * @throws DataException if it cannot be read or names a class that is not there
   */
  public static Superclasses read(Path file, List<String> classes) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new DataException(file + ": is too large for a mapping of classes");
      }
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), classes);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /**
   * Reads a mapping that is in memory.
   *
   * @param source what messages call it
   * @param text the mapping
   * @param classes how it names the classes, in label order
   * @return the groups
   * @throws DataException if it names a class that is not there
   */
  public static Superclasses parse(String source, String text, List<String> classes) {
    Map<String, Integer> labels = new HashMap<>();
    for (int label = 0; label < classes.size(); label++) {
      labels.put(classes.get(label), label);
    }
    LinkedHashSet<String> names = new LinkedHashSet<>();
    Map<Integer, String> groups = new HashMap<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Line read = Line.of(line, labels);
      if (read == null) {
        throw new DataException(
            ("%s: expected lines of a class of the dataset and its superclass, or of a superclass"
                    + " and its classes, got '%s'")
                .formatted(source, line));
      }
      names.add(read.group());
      for (String name : read.members()) {
        String other = groups.putIfAbsent(labels.get(name), read.group());
        if (other != null && !other.equals(read.group())) {
          throw new DataException(
              "%s: class '%s' is in both '%s' and '%s'"
                  .formatted(source, name, other, read.group()));
        }
      }
    }
    List<String> ordered = List.copyOf(names);
    List<Integer> ofClass = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      ofClass.add(groups.containsKey(label) ? ordered.indexOf(groups.get(label)) : -1);
    }
    return new Superclasses(ordered, ofClass);
  }

  /**
   * The classes of a group.
   *
   * @param group its index
   * @return their labels, ascending
   */
  public List<Integer> classesOf(int group) {
    List<Integer> classes = new ArrayList<>();
    for (int label = 0; label < ofClass.size(); label++) {
      if (ofClass.get(label) == group) {
        classes.add(label);
      }
    }
    return classes;
  }

  /** A line of a mapping: a superclass, and classes that are in it. */
  private record Line(String group, List<String> members) {
    /** Null if it is neither a class with its superclass nor a superclass with its classes. */
    static Line of(String text, Map<String, Integer> labels) {
      String[] columns = text.split(separator(text), 2);
      if (columns.length < 2 || columns[1].isBlank()) {
        return null;
      }
      String first = columns[0].strip();
      String rest = columns[1].strip();
      if (labels.containsKey(first)) {
        return new Line(rest, List.of(first));
      }
      List<String> members = List.of(rest.split("\\s+"));
      return labels.keySet().containsAll(members) ? new Line(first, members) : null;
    }

    private static String separator(String line) {
      return line.indexOf('\t') >= 0 ? "\t" : line.indexOf(',') >= 0 ? "," : "\\s+";
    }
  }
}
