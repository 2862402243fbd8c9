package org.heredity.api.result;

import java.util.List;

/**
 * What is known of the sets of an ensemble together: it depends on teacher, target and threat
 * models only.
 *
 * @param target name of the target dataset
 * @param attack name of the ensemble
 * @param members names of its attacks
 * @param images number of test images attacked
 * @param teacherFoolingRate of the images, the share whose class by the teacher's own head differs
 *     between clean and adversarial under any of the attacks; NaN if they are not of one teacher
 */
public record EnsembleResult(
    String target, String attack, List<String> members, int images, double teacherFoolingRate) {
  /**
   * Copies the list.
   *
   * @param target name of the target dataset
   * @param attack name of the ensemble
   * @param members names of its attacks
   * @param images number of test images attacked
   * @param teacherFoolingRate share of the images, or NaN
   */
  public EnsembleResult {
    members = List.copyOf(members);
  }
}
