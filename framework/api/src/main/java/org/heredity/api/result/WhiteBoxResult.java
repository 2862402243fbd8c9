package org.heredity.api.result;

import java.util.List;
import org.heredity.api.metric.Interval;

/**
 * What attacks on the student itself do: its weights are known, nothing has to be inherited. Tells
 * a student that moved away from its teacher (low DIR, nearly everything fooled here) from a robust
 * one.
 *
 * @param target name of the target dataset
 * @param method the method as reports name it
 * @param seed of the student
 * @param attack the attack or ensemble, as reports name it
 * @param threatModel in words
 * @param norm {@code l-infinity} or {@code l2}
 * @param epsilon greatest change of an image by that norm, in {@code unit}
 * @param unit {@code pixel} or {@code normalised}
 * @param images test images looked at
 * @param correct of them, classified correctly when clean
 * @param fooled of those, wrong on a version that an attack found
 * @param interval of {@code fooled / correct}
 * @param members what each attack of an ensemble adds, in order; each sees only images that still
 *     stand
 * @param seconds that it took
 */
public record WhiteBoxResult(
    String target,
    String method,
    long seed,
    String attack,
    String threatModel,
    String norm,
    double epsilon,
    String unit,
    int images,
    int correct,
    int fooled,
    Interval interval,
    List<MemberResult> members,
    double seconds) {
  /**
   * Copies the list.
   *
   * @param target name of the target dataset
   * @param method the method as reports name it
   * @param seed of the student
   * @param attack the attack or ensemble, as reports name it
   * @param threatModel in words
   * @param norm {@code l-infinity} or {@code l2}
   * @param epsilon greatest change of an image by that norm
   * @param unit {@code pixel} or {@code normalised}
   * @param images test images looked at
   * @param correct of them, classified correctly when clean
   * @param fooled of those, wrong on a version that an attack found
   * @param interval of {@code fooled / correct}
   * @param members what each attack of an ensemble adds
   * @param seconds that it took
   */
  public WhiteBoxResult {
    members = List.copyOf(members);
  }

  /**
   * Share of the images correct when clean that are fooled.
   *
   * @return from 0 to 1; NaN where none is correct
   */
  public double rate() {
    return correct == 0 ? Double.NaN : (double) fooled / correct;
  }
}
