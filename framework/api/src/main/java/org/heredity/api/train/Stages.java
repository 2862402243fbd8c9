package org.heredity.api.train;

import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;

/** Runs stages of work that are timed, shown to the user, cached, and resumed after a kill. */
public interface Stages {
  /**
   * What a stage made.
   *
   * @param tensors its result
   * @param seconds that computing it took, in the run that did
   * @param curve what it reported
   */
  record Made(StateDict tensors, double seconds, List<CurvePoint> curve) {
    public Made {
      curve = List.copyOf(curve);
    }
  }

  /**
   * The result of a stage, cached or computed.
   *
   * @param stage its name in kebab case
   * @param subject what it works on, as the user is told
   * @param inputs all that the result depends on: names, numbers, strings, booleans, lists and maps
   */
  Made run(String stage, String subject, Map<String, Object> inputs, StageWork work);
}
