package org.heredity.attacks;

import java.util.List;
import java.util.Map;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.attack.Ensemble.Member;

/**
 * The ensembles that Heredity brings. What a name stands for is fixed for good; a change gets
 * another number.
 */
final class Ensembles {
  private static final String NORM = "norm";
  private static final String L2 = "l2";

  private Ensembles() {}

  static List<Ensemble> all() {
    return List.of(
        new Ensemble(
            "autoattack-1",
            "AutoAttack's standard ensemble in L-infinity, for a white box (Croce and Hein, ICML"
                + " 2020)",
            autoAttack(Map.of())),
        new Ensemble(
            "autoattack-l2-1",
            "AutoAttack's standard ensemble in L2, for a white box (Croce and Hein, ICML 2020)",
            autoAttack(Map.of(NORM, L2))));
  }

  private static List<Member> autoAttack(Map<String, Object> settings) {
    return List.of(
        new Member("apgd-ce", "apgd-ce", settings),
        new Member("apgd-t", "apgd-t", settings),
        new Member("fab-t", "fab-t", settings),
        new Member("square", "square", settings));
  }
}
