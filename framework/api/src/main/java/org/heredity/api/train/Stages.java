package org.heredity.api.train;

import java.util.List;
import java.util.Map;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;

/**
 * Runs stages of work that are timed, shown to the user, cached, and resumed after an interruption.
 * Implemented by the framework.
 */
public interface Stages {
  /**
   * The result of a stage.
   *
   * @param tensors the result itself
   * @param seconds that computing it took, in the run that computed it
   * @param curve the points that it reported
   */
  record Made(StateDict tensors, double seconds, List<CurvePoint> curve) {
    /**
     * A result with its curve, which is copied.
     *
     * @param tensors the result itself
     * @param seconds that computing it took
     * @param curve the points that it reported
     */
    public Made {
      curve = List.copyOf(curve);
    }
  }

  /**
   * The result of a stage, cached or computed.
   *
   * @param stage its name in kebab case
   * @param subject what it works on, as the user is told
   * @param inputs all that the result depends on: by name, numbers, strings, booleans, lists and
   *     maps
   * @param work computes the result, if it is not cached
   * @return the result, computed now or earlier
   */
  Made run(String stage, String subject, Map<String, Object> inputs, StageWork work);
}
