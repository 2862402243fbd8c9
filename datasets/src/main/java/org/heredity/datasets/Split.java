package org.heredity.datasets;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the images of a folder are for, as the folder's name says. */
enum Split {
  /** To learn from. */
  TRAIN("training", Set.of("train", "training")),
  /** To measure on. */
  TEST("test", Set.of("test", "testing")),
  /** To make choices on; to measure on where there is no {@link #TEST}. */
  VALIDATION("validation", Set.of("val", "valid", "validation", "eval", "evaluation"));

  /** As in {@code training_set}. */
  private static final Pattern SUFFIX = Pattern.compile("[-_ ]?(set|data|images)$");

  private final String adjective;
  private final Set<String> names;

  Split(String adjective, Set<String> names) {
    this.adjective = adjective;
    this.names = names;
  }

  /** As in "training images". */
  String adjective() {
    return adjective;
  }

  /** The split that a folder of this name holds; empty if the name is any other. */
  static Optional<Split> named(String folder) {
    String stem = SUFFIX.matcher(folder.toLowerCase(Locale.ROOT)).replaceFirst("");
    for (Split split : values()) {
      if (split.names.contains(stem)) {
        return Optional.of(split);
      }
    }
    return Optional.empty();
  }
}
