package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.Mode;

/**
 * A trained factor for every channel.
 *
 * @param source in C order
 * @param factors of every image's channels
 */
record CompiledLayerScale(
    LayerScale node,
    OperationWeights weights,
    Mode mode,
    Runs runs,
    Tensor source,
    Tensor factors,
    Tensor result)
    implements CompiledOperation {
  static CompiledLayerScale of(
      Steps steps,
      LayerScale node,
      OperationWeights weights,
      Mode mode,
      Tensor given,
      long... shape) {
    Tensor source = steps.inLayout(given, Dnn.plain(shape));
    Tensor factors = steps.tensor(Dnn.plain(shape[0], shape[1], 1, 1));
    Tensor result = steps.tensor(source.layout);
    Runs runs = Runs.of(source, shape);
    steps.add(
        () -> {
          FloatBuffer all = factors.floats();
          for (int n = 0; n < shape[0]; n++) {
            all.put(weights.values.floats());
          }
          runs.multiply(source.floats(), factors.floats(), result.floats());
        });
    if (!mode.gradients()) {
      Steps.releaseCopy(source, given);
    }
    return new CompiledLayerScale(node, weights, mode, runs, source, factors, result);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor into = steps.tensor(source.layout);
    steps.add(() -> runs.multiply(gradient.floats(), factors.floats(), into.floats()));
    if (mode == Mode.TRAIN) {
      Tensor sums = steps.tensor(factors.layout);
      steps.add(
          () -> {
            runs.products(gradient.floats(), source.floats(), sums.floats());
            sum(sums.floats(), weights.gradient.floats());
          });
      sums.block.release();
    }
    gradient.block.release();
    gradients.contribute(node.input(), into);
  }

  /** Of all images. */
  private static void sum(FloatBuffer images, FloatBuffer into) {
    int channels = into.remaining();
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int at = c; at < images.limit(); at += channels) {
        sum += images.get(at);
      }
      into.put(c, sum);
    }
  }
}
