package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.SuiteResult;

/**
 * What DIR and white box say together, in a sentence. Nothing is said where an interval reaches
 * across a threshold, or where the two attacks may not change an image as much.
 */
final class RobustnessStory {
  /** A share whose interval ends at or below this is low. */
  static final double LOW = 0.3;

  /** One whose interval begins at or above this is nearly all. */
  static final double NEARLY_ALL = 0.9;

  private RobustnessStory() {}

  /** One sentence on the students that only moved away, one on those that are robust. */
  static List<String> sentences(SuiteResult result) {
    List<Robustness> all = Robustness.of(result);
    Predicate<Robustness> inheritsLittle = r -> r.sameBudget() && low(r.dir());
    List<Robustness> moved =
        all.stream().filter(inheritsLittle.and(r -> nearlyAll(r.whiteBox()))).toList();
    List<Robustness> robust =
        all.stream().filter(inheritsLittle.and(r -> low(r.whiteBox()))).toList();
    List<String> sentences = new ArrayList<>();
    if (!moved.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Moved away, not robust: %s %s little (DIR %s under %s), but an attacker who has the"
                  + " student itself fools it on %s of the images that it gets right.",
              names(moved, all),
              moved.size() == 1 ? "inherits" : "inherit",
              dirs(moved),
              attacks(moved),
              whiteBoxes(moved)));
    }
    if (!robust.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Robust within this budget: %s %s fooled on %s of the images by what is made from the"
                  + " teacher, and on %s by attacks on the student itself.",
              names(robust, all),
              robust.size() == 1 ? "is" : "are",
              dirs(robust),
              whiteBoxes(robust)));
    }
    return sentences;
  }

  private static boolean low(Estimate share) {
    Interval interval = share.interval();
    return interval != null && interval.high() <= LOW && share.mean() <= LOW;
  }

  private static boolean nearlyAll(Estimate share) {
    Interval interval = share.interval();
    return interval != null && interval.low() >= NEARLY_ALL && share.mean() >= NEARLY_ALL;
  }

  /** Methods, with their target where it is not so on all of them. */
  private static String names(List<Robustness> some, List<Robustness> all) {
    return some.stream()
        .map(
            r -> {
              Predicate<Robustness> same = other -> other.method().equals(r.method());
              boolean everywhere =
                  some.stream().filter(same).count() == all.stream().filter(same).count();
              return everywhere ? r.method() : r.method() + " on " + r.target();
            })
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String attacks(List<Robustness> some) {
    return some.stream().map(Robustness::attack).distinct().collect(Collectors.joining(", "));
  }

  private static String dirs(List<Robustness> some) {
    return NumberFormats.range(some.stream().mapToDouble(r -> r.dir().mean()));
  }

  private static String whiteBoxes(List<Robustness> some) {
    return NumberFormats.range(some.stream().mapToDouble(r -> r.whiteBox().mean()));
  }
}
