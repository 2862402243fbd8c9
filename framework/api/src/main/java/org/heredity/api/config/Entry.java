package org.heredity.api.config;

/**
 * A value that users write in a form of its own, such as a method's name with its settings. An
 * {@link EntryReader} reads it back.
 */
public interface Entry {
  /**
   * As users write it.
   *
   * @return a string, number or boolean, or a list or map of such
   */
  Object written();
}
