package org.heredity.api.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the seeds of one method say together, for one target and attack. Means are over the seeds
 * that were measured, NaN left out; NaN if nothing is left.
 *
 * @param target name of the target dataset
 * @param method name of the method
 * @param attack name of the attack
 * @param seeds number of seeds measured
 * @param failed number of seeds that failed
 * @param acc accuracy on clean test images
 * @param dir defect inheritance rate
 * @param adversarialError mean share of all test images wrong when adversarial
 * @param roundedDir mean DIR with the adversarial images rounded to 8 bits
 * @param noiseDir mean DIR under uniform noise
 * @param weightsKept mean share of the convolution weights that are not zero
 * @param moved mean relative distance of the convolution weights from the teacher's
 * @param seconds mean time of a student
 */
public record Summary(
    String target,
    String method,
    String attack,
    int seeds,
    int failed,
    Estimate acc,
    Estimate dir,
    double adversarialError,
    double roundedDir,
    double noiseDir,
    double weightsKept,
    double moved,
    double seconds) {

  /**
   * Summarises cells.
   *
   * @param cells of any targets, methods, seeds and attacks
   * @return one summary for each target, method and attack, in the order of the cells
   */
  public static List<Summary> of(List<CellResult> cells) {
    record Key(String target, String method, String attack) {}
    Map<Key, List<CellResult>> groups = new LinkedHashMap<>();
    for (CellResult cell : cells) {
      groups
          .computeIfAbsent(
              new Key(cell.target(), cell.method(), cell.attack()), key -> new ArrayList<>())
          .add(cell);
    }
    List<Summary> summaries = new ArrayList<>();
    groups.forEach(
        (key, group) -> summaries.add(of(key.target(), key.method(), key.attack(), group)));
    return List.copyOf(summaries);
  }

  private static Summary of(String target, String method, String attack, List<CellResult> cells) {
    List<CellResult> done = cells.stream().filter(CellResult::done).toList();
    return new Summary(
        target,
        method,
        attack,
        done.size(),
        cells.size() - done.size(),
        Estimate.overSeeds(done, CellResult::acc, CellResult::accInterval),
        Estimate.overSeeds(done, CellResult::dir, CellResult::dirInterval),
        mean(done, CellResult::adversarialError),
        mean(done, CellResult::roundedDir),
        mean(done, CellResult::noiseDir),
        mean(done, CellResult::weightsKept),
        mean(done, CellResult::moved),
        mean(done, CellResult::seconds));
  }

  private static double mean(List<CellResult> cells, ToDoubleFunction<CellResult> share) {
    return cells.stream()
        .mapToDouble(share)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
