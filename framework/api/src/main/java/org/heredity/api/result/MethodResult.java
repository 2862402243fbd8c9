package org.heredity.api.result;

import java.util.List;
import java.util.Map;

/**
 * A method of the suite with its settings.
 *
 * @param name as reports show it, unique within the suite; what {@link CellResult#method} says
 * @param type the method's registered name; the same for entries that differ in settings only
 * @param description what it does, in a phrase
 * @param settings all of them, defaults filled in; nested maps, lists, strings, numbers, booleans
 * @param published what papers published of students like this method's here; empty if nothing, and
 *     in older files
 */
public record MethodResult(
    String name,
    String type,
    String description,
    Map<String, Object> settings,
    @AddedLater List<PublishedFigure> published) {
  /**
   * The type of a network that was trained from random weights: a control, the floor of what can be
   * inherited, for it saw nothing of the teacher.
   */
  public static final String FLOOR = "retrain";

  /** The type of a student that somebody else made, in an audit. */
  public static final String AUDITED = "audited";

  /**
   * Copies the settings as plain values.
   *
   * @param name as reports show it, unique within the suite
   * @param type the method's registered name
   * @param description what it does, in a phrase
   * @param settings all of them, defaults filled in
   * @param published what papers published of students like this method's here
   * @throws IllegalArgumentException if a setting is of a type that JSON does not have
   */
  public MethodResult {
    settings = PlainValues.copyOf(settings);
    published = List.copyOf(published);
  }

  /**
   * A method of which nothing was published.
   *
   * @param name as reports show it, unique within the suite
   * @param type the method's registered name
   * @param description what it does, in a phrase
   * @param settings all of them, defaults filled in
   */
  public MethodResult(String name, String type, String description, Map<String, Object> settings) {
    this(name, type, description, settings, List.of());
  }
}
