package org.heredity.engine.plan;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a plan between images and features in one {@link Mode}, on one backend. A backward pass
 * belongs to the forward pass before it. Not thread-safe.
 */
public interface Runner extends AutoCloseable {
  /**
   * Features of {@code [N, 3, side, side]}, {@code [N, C]}, those of a {@linkplain Plan#upTo part}
   * {@code [N, C * H * W]}; the array is the caller's. N may change from call to call.
   */
  INDArray forward(INDArray images);

  /** Propagates {@code [N, C]}, the gradient of the features, as far as the mode asks. */
  void backward(INDArray featureGradient);

  /** The gradient of the images, {@link Mode#ATTACK}; overwrites {@code into}. */
  void imageGradient(INDArray into);

  /**
   * A copy of a node's result, the caller's; there in {@link Mode#OBSERVE}, and for stages that
   * were asked for.
   */
  INDArray value(String node);

  /**
   * Images of the last batch, counted from 0, whose values may have overflowed single precision
   * where kernels would hide it; none where they keep NaN as PyTorch's do.
   */
  int[] doubtful();

  /** Gradients of the last backward pass by PyTorch's name. */
  Map<String, INDArray> gradients();

  /**
   * Copies of the tensors as they are now, without the head; batch norm's counters left out. The
   * caller's.
   */
  Map<String, INDArray> tensors();

  /** Replaces the tensors by {@code weights}; whatever belongs to the head is ignored. */
  void load(StateDict weights);

  /**
   * SGD on all parameters with the gradients of the last backward pass: {@code g += decay * p; v =
   * momentum * v + g; p -= lr * v}, where v starts as the first g (PyTorch's).
   */
  void sgd(double lr, double momentum, double weightDecay);

  /**
   * Copies of the momentum buffers by parameter, the caller's; empty before the first step and
   * without momentum.
   */
  Map<String, INDArray> momentum();

  /** Continues with {@link #momentum()} of an earlier runner. */
  void restoreMomentum(Map<String, INDArray> buffers);

  /** The masks of {@link Mode#MASK}, all 1 at first. */
  Masks masks();

  /** Frees what steps need: from now on {@link #tensors} can be asked for and nothing else. */
  void finish();

  /** Bytes of native memory held now. */
  long bytes();

  @Override
  void close();

  /**
   * Real-valued masks over the weights of convolutions and hidden linear layers, and over their
   * biases where they have some of their own; the network runs on weight * [mask > 0].
   */
  interface Masks {
    /**
     * Adam's step {@code t} (from 1) with the gradient {@code clip(g * w, -1, 1) + penalty}, beta
     * 0.9 and 0.999, eps 1e-8.
     */
    void adam(int t, double lr, double penalty);

    /** Number of elements over 0: the weights that the network retains. */
    long retained();

    /** Number of elements. */
    long total();

    /**
     * Makes sure that no element is NaN, which would count as removed: once one is, it stays so.
     *
     * @throws org.heredity.engine.memory.NonFiniteException naming the weight or bias
     */
    void requireFinite();

    /** Copies of the real-valued masks by weight's or bias's name; the caller's. */
    Map<String, INDArray> values();

    /**
     * By weight's or bias's name: real-valued mask, and Adam's two moments under {@code .m} and
     * {@code .v}.
     */
    Map<String, INDArray> state();

    /** Continues from {@link #state()}. */
    void restore(StateDict state);
  }
}
