package org.heredity.attacks.autoattack;

import java.util.List;
import org.heredity.api.attack.Attack;

/** The attacks of this package. */
public final class AutoAttack {
  private AutoAttack() {}

  /**
   * All of them: the standard ensemble in its order, then what belongs to larger ones.
   *
   * @return attacks without a state
   */
  public static List<Attack<?>> members() {
    return List.of(
        Apgd.crossEntropy(),
        new TargetedApgd(),
        new TargetedFab(),
        new Square(),
        Apgd.differenceOfLogitsRatio());
  }
}
