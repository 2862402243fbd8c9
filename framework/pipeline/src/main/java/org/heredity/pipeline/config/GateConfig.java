package org.heredity.pipeline.config;

import java.util.Optional;
import java.util.Set;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;

/**
 * What an audit's figures have to reach.
 *
 * @param maxDir greatest DIR under any attack that passes; empty to demand nothing
 * @param minAcc least ACC that passes
 * @param maxExcess greatest DIR over that of the floor, or of noise where there is no floor
 * @param maxWhiteBox greatest share that attacks on the student itself may fool
 * @param onEstimate whether the figures alone are compared, not the ends of their intervals
 * @param acceptedFindings ids of findings of severity error that do not fail the audit
 */
public record GateConfig(
    Optional<Double> maxDir,
    Optional<Double> minAcc,
    Optional<Double> maxExcess,
    Optional<Double> maxWhiteBox,
    boolean onEstimate,
    Set<String> acceptedFindings) {
  /** Nothing is demanded. */
  public static final GateConfig NONE =
      new GateConfig(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, Set.of());

  public GateConfig {
    requireShare("--max-dir", maxDir);
    requireShare("--min-acc", minAcc);
    requireShare("--max-excess", maxExcess);
    requireShare("--max-white-box", maxWhiteBox);
    acceptedFindings = Set.copyOf(acceptedFindings);
  }

  /** Whether anything is demanded. */
  public boolean any() {
    return maxDir.isPresent()
        || minAcc.isPresent()
        || maxExcess.isPresent()
        || maxWhiteBox.isPresent();
  }

  /**
   * Refuses ids that no finding has.
   *
   * @param known all ids
   */
  public void requireKnown(Set<String> known) {
    for (String id : acceptedFindings) {
      if (!known.contains(id)) {
        throw new UsageException(
            "--accept-finding: there is no finding '" + id + "'; " + Names.advice(id, known));
      }
    }
  }

  private static void requireShare(String option, Optional<Double> share) {
    if (share.isPresent() && !(share.get() >= 0 && share.get() <= 1)) {
      throw new UsageException(option + " must be 0 to 1, got " + share.get());
    }
  }
}
