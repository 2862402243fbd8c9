package org.heredity.api.config;

import java.util.List;

/** Reads values or items of a list that users write in a form of their own, see {@link Entry}. */
@FunctionalInterface
public interface EntryReader {
  /**
   * Reads one item.
   *
   * @param given as it was written, never null
   * @param path where it stands, such as {@code methods[2]}, for messages
   * @return what it stands for, usually one value; several where the item says so
   * @throws UsageException if it cannot be
   */
  List<?> read(Object given, String path);
}
