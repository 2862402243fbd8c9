package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * The gradient of a batch norm whose statistics are fixed: a factor for every channel. oneDNN's own
 * computes those of scale and shift, too, for which all its threads have to meet.
 */
final class FixedNorm {
  private final Steps steps;
  private final NormWeights weights;

  FixedNorm(Steps steps, NormWeights weights) {
    this.steps = steps;
    this.weights = weights;
  }

  /**
   * Adds the step.
   *
   * @param given of the result; its memory is this method's now
   * @param shape of the images
   * @return of the images
   */
  Tensor gradient(Tensor given, long... shape) {
    Runs runs = Runs.of(given, shape);
    Tensor gradient = runs == null ? steps.movedToLayout(given, Dnn.plain(shape)) : given;
    Runs order = runs == null ? Runs.of(gradient, shape) : runs;
    Tensor result = gradient.block.shared() ? steps.tensor(gradient.layout) : gradient;
    Tensor factors = factors(order, shape);
    steps.add(() -> order.multiply(gradient.floats(), factors.floats(), result.floats()));
    Steps.releaseCopy(gradient, result);
    return result;
  }

  private Tensor factors(Runs order, long... shape) {
    memory.desc layout = Dnn.tagged(order.tag(), shape[0], shape[1], 1, 1);
    Tensor factors = new Tensor(steps.dnn, layout, steps.arena.fresh(layout.get_size()));
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(steps.dnn, Dnn.plain(shape[0], shape[1], 1, 1));
      FloatBuffer all = plain.floats();
      FloatBuffer scale = weights.scaleShift.floats();
      FloatBuffer variance = weights.variance.floats();
      while (all.hasRemaining()) {
        int c = all.position() % weights.norm.channels();
        all.put((float) (scale.get(c) / Math.sqrt(variance.get(c) + weights.norm.epsilon())));
      }
      steps.dnn.reorder(plain, factors).run();
    }
    return factors;
  }
}
