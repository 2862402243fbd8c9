package org.heredity.pipeline.crew;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a stage.
 *
 * @param stage its name
 * @param whole whether all of it could be done
 * @param failed why artifacts could not be made, by their keys' hashes
 * @param made how many files were put into the store
 * @param where the machine
 * @param seconds that it took there
 */
public record StageReport(
    String stage,
    boolean whole,
    TreeMap<String, String> failed,
    int made,
    String where,
    double seconds)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public StageReport(
      String stage,
      boolean whole,
      Map<String, String> failed,
      int made,
      String where,
      double seconds) {
    this(stage, whole, new TreeMap<>(failed), made, where, seconds);
  }
}
