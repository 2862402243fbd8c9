package org.heredity.api.result;

import java.util.List;

/**
 * Everything a report is made of; {@code results.json} is this record, and reading that file gives
 * an equal one.
 *
 * @param schema version of this layout, now 2; files of 1 are read, too
 * @param name of the suite
 * @param protocol {@code strict} or {@code paper}
 * @param provenance what made it
 * @param methods in the suite's order
 * @param targets in the suite's order
 * @param sets adversarial sets, in the order of targets and attacks
 * @param ensembles those of ensembles together, in the same order; empty in older files
 * @param cells in the order of targets, methods, seeds and attacks
 * @param whiteBox attacks on the students themselves; empty if none was asked for, and in older
 *     files
 * @param attackChecks whether the attacks find what was planted; empty in older files
 * @param comparisons of methods on the same images; empty if not computed
 * @param gates what the figures had to reach; empty if nothing was demanded
 * @param gallery a few images for each target and attack
 * @param findings what a reader must know, gravest first
 */
public record SuiteResult(
    int schema,
    String name,
    String protocol,
    Provenance provenance,
    List<MethodResult> methods,
    List<TargetResult> targets,
    List<SetResult> sets,
    @AddedLater List<EnsembleResult> ensembles,
    List<CellResult> cells,
    @AddedLater List<WhiteBoxResult> whiteBox,
    @AddedLater List<AttackCheckResult> attackChecks,
    List<Comparison> comparisons,
    List<GateResult> gates,
    List<GalleryItem> gallery,
    List<Finding> findings) {
  /** The layout this version writes. */
  public static final int SCHEMA = 2;

  /**
   * Copies the lists.
   *
   * @param schema version of this layout, now 2; files of 1 are read, too
   * @param name of the suite
   * @param protocol {@code strict} or {@code paper}
   * @param provenance what made it
   * @param methods in the suite's order
   * @param targets in the suite's order
   * @param sets adversarial sets, in the order of targets and attacks
   * @param ensembles those of ensembles together, in the same order
   * @param cells in the order of targets, methods, seeds and attacks
   * @param whiteBox attacks on the students themselves
   * @param attackChecks whether the attacks find what was planted
   * @param comparisons of methods on the same images
   * @param gates what the figures had to reach
   * @param gallery a few images for each target and attack
   * @param findings what a reader must know, gravest first
   */
  public SuiteResult {
    methods = List.copyOf(methods);
    targets = List.copyOf(targets);
    sets = List.copyOf(sets);
    ensembles = List.copyOf(ensembles);
    cells = List.copyOf(cells);
    whiteBox = List.copyOf(whiteBox);
    attackChecks = List.copyOf(attackChecks);
    comparisons = List.copyOf(comparisons);
    gates = List.copyOf(gates);
    gallery = List.copyOf(gallery);
    findings = List.copyOf(findings);
  }

  /**
   * What the seeds of each target, method and attack say together.
   *
   * @return one summary for each, in the order of the cells
   */
  public List<Summary> summaries() {
    return Summary.of(cells);
  }
}
