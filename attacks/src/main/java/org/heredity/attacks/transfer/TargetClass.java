package org.heredity.attacks.transfer;

import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.data.Randomness;

/**
 * Which class a targeted attack leads an image to. Immutable and thread-safe.
 *
 * @param kind how it is chosen
 * @param index of the class, if it is one for all images
 */
record TargetClass(Kind kind, int index) {
  private static final String OPTION = "target-class";

  /** How a class is chosen. */
  enum Kind {
    /** One for all images. */
    FIXED,
    /** The one after the image's own; after the last the first. */
    NEXT,
    /** Another than the image's own, drawn from the image's stream. */
    RANDOM
  }

  /**
   * Reads the setting.
   *
   * @throws UsageException if it is neither a number of 0 or more nor one of the words
   */
  static TargetClass parse(String text) {
    if (text.equals("next")) {
      return new TargetClass(Kind.NEXT, 0);
    }
    if (text.equals("random")) {
      return new TargetClass(Kind.RANDOM, 0);
    }
    if (text.matches("\\d{1,9}")) {
      return new TargetClass(Kind.FIXED, Integer.parseInt(text));
    }
    throw new UsageException(
        "'"
            + OPTION
            + "': expected the number of a class, next or random, got '"
            + text
            + "'; write one of them");
  }

  /**
   * Makes sure that there is such a class.
   *
   * @param classes that the head tells apart
   * @throws UsageException if there is none
   */
  void require(int classes) {
    if (kind == Kind.FIXED && index >= classes) {
      throw new UsageException(
          "'"
              + OPTION
              + "': there is no class "
              + index
              + ", the target has 0 to "
              + (classes - 1)
              + "; take one of them, next or random");
    }
    if (kind != Kind.FIXED && classes < 2) {
      throw new UsageException(
          "'" + OPTION + "': the target has one class only, and so no other to lead images to");
    }
  }

  /**
   * The class for an image.
   *
   * @param label its own
   * @param classes how many there are
   * @param image its stream
   * @return the class; empty if the image is of the fixed class itself
   */
  Optional<Integer> of(int label, int classes, Randomness image) {
    return switch (kind) {
      case FIXED -> index == label ? Optional.empty() : Optional.of(index);
      case NEXT -> Optional.of((label + 1) % classes);
      case RANDOM -> {
        int other = (int) (image.at(OPTION).uniformDouble(0) * (classes - 1));
        yield Optional.of(other < label ? other : other + 1);
      }
    };
  }
}
