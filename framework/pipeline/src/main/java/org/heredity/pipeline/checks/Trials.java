package org.heredity.pipeline.checks;

/** Access to the trials of a probe. */
final class Trials {
  private Trials() {}

  /** What the attack reached in a trial; NaN if it was not made, so that no comparison holds. */
  static double objective(Evidence.Probe probe, Evidence.Kind kind) {
    return probe.trial(kind).map(Evidence.Trial::objective).orElse(Double.NaN);
  }
}
