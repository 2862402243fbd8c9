package org.heredity.api.result;

import java.util.List;

/**
 * Re-engineering of several classifiers, with which SEAM's tables are filled (ICSE 2023, Tables I
 * to VI and Figure 5).
 *
 * @param name of the tables
 * @param protocol {@code strict} or {@code paper}
 * @param trainingScale factor on the published lengths
 * @param rows one a classifier and kind of problem
 */
public record TablesResult(String name, String protocol, double trainingScale, List<Row> rows) {
  /**
   * Copies the rows.
   *
   * @param name of the tables
   * @param protocol {@code strict} or {@code paper}
   * @param trainingScale factor on the published lengths
   * @param rows one a classifier and kind of problem
   */
  public TablesResult {
    rows = List.copyOf(rows);
  }

  /**
   * A classifier and some problems of it.
   *
   * @param name as tables show it
   * @param groups whether the problems are groups of classes, and not one against the rest
   * @param result what the search gave
   * @param modules of other methods, for one class against the rest
   * @param published what the paper has for such a classifier; null if it has none
   */
  public record Row(
      String name,
      boolean groups,
      Reengineering result,
      List<ModulesResult> modules,
      @Nullable PublishedTables published) {
    /**
     * Copies the list.
     *
     * @param name as tables show it
     * @param groups whether the problems are groups of classes
     * @param result what the search gave
     * @param modules of other methods
     * @param published what the paper has for such a classifier
     */
    public Row {
      modules = List.copyOf(modules);
    }
  }
}
