package org.heredity.api.method;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Preprocessing;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The public model that is reused. Immutable; the arrays are shared and must not be written to.
 *
 * @param spec its network; the number of classes is the teacher's own
 * @param weights its tensors, head included
 * @param digest of {@code weights}: {@link StateDict#digest}
 * @param source the file's name, or how it was made
 * @param preprocessing what its images go through, of its image size
 */
public record Teacher(
    NetworkSpec spec,
    StateDict weights,
    String digest,
    String source,
    Preprocessing preprocessing) {
  /**
   * With the preprocessing of torchvision's first ImageNet weights.
   *
   * @param spec its network
   * @param weights its tensors, head included
   * @param digest of {@code weights}
   * @param source the file's name, or how it was made
   */
  public Teacher(NetworkSpec spec, StateDict weights, String digest, String source) {
    this(
        spec,
        weights,
        digest,
        source,
        new Preprocessing(spec.imageSize(), Preprocessing.Resize.AUTO));
  }

  /**
   * A copy of the weights in which those that a mask removes are 0.
   *
   * @param mask by weight's name, shaped like the weight: 1 to retain, 0 to remove; weights that it
   *     does not name are retained
   * @return all tensors; those that the mask does not name are shared, the others the caller's
   * @throws org.heredity.checkpoint.CheckpointException if the mask names a tensor that there is
   *     not
   */
  public StateDict masked(Map<String, INDArray> mask) {
    StateDict masked = weights;
    for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
      masked = masked.with(entry.getKey(), weights.get(entry.getKey()).mul(entry.getValue()));
    }
    return masked;
  }
}
