package org.heredity.attacks.autoattack;

import org.heredity.api.config.Setting;

/**
 * The settings of the members that try one wrong class after the other, in the order of their
 * logits on the clean image. Immutable.
 *
 * @param targets number of classes; all but the true one if there are fewer
 * @param iterations number of steps of a start
 * @param restarts starts for each class
 */
record Targets(
    @Setting(
            value =
                "wrong classes that are tried, the most probable first; one fewer than there are"
                    + " classes at most",
            byDefault = "9",
            min = 1,
            max = 10000,
            strength = true)
        int targets,
    @Setting(
            value = "number of steps for each class",
            byDefault = "100",
            min = 1,
            max = 100000,
            strength = true)
        int iterations,
    @Setting(
            value = "starts for each class, each with the images that stand",
            byDefault = "1",
            min = 1,
            max = 1000,
            strength = true)
        int restarts) {
  int rounds(int classes) {
    return Math.min(targets, classes - 1) * restarts;
  }

  /** Which of the wrong classes a round tries, the most probable is 0. */
  int target(int round) {
    return round / restarts;
  }
}
