package org.heredity.reengineering;

import java.util.List;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;

/**
 * What re-engineering for one problem gave.
 *
 * @param problem its name
 * @param accOriginal share of the problem's test images that the classifier before gets right
 * @param accReengineered share that the re-engineered one gets right
 * @param images test images
 * @param weights all weights that the search may remove
 * @param kept those it kept
 * @param dense what an image costs before
 * @param sparse what it costs if the weights that were removed cost nothing
 * @param seconds that the search took
 * @param curve of the search
 * @param spec the re-engineered network, head appended
 * @param tensors its weights, zero where removed; those that are not the classifier's are the
 *     caller's
 */
public record DirectResult(
    String problem,
    double accOriginal,
    double accReengineered,
    int images,
    long weights,
    long kept,
    OperationCount dense,
    OperationCount sparse,
    double seconds,
    List<CurvePoint> curve,
    NetworkSpec spec,
    StateDict tensors) {
  public DirectResult {
    curve = List.copyOf(curve);
  }

  /** Share of the weights retained. */
  public double weightsKept() {
    return (double) kept / weights;
  }
}
