package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.heredity.engine.plan.Channels;

/**
 * Picks channels: copies of planes, in C order.
 *
 * @param shape of the source
 */
record CompiledChannels(Channels node, long[] shape, Tensor result) implements CompiledOperation {
  static CompiledChannels of(Steps steps, Channels node, Tensor given, long... shape) {
    Tensor source = steps.inLayout(given, Dnn.plain(shape));
    int picks = node.picks().size();
    Tensor result = steps.tensor(Dnn.plain(shape[0], picks, shape[2], shape[3]));
    CompiledChannels compiled = new CompiledChannels(node, shape.clone(), result);
    steps.add(() -> compiled.copy(source.floats(), result.floats()));
    Steps.releaseCopy(source, given);
    return compiled;
  }

  private int pixels() {
    return (int) (shape[2] * shape[3]);
  }

  private void copy(FloatBuffer from, FloatBuffer to) {
    int picks = node.picks().size();
    IntStream.range(0, (int) shape[0] * picks)
        .parallel()
        .forEach(
            plane -> {
              int pick = plane / picks * node.in() + node.picks().get(plane % picks);
              to.put(plane * pixels(), from, pick * pixels(), pixels());
            });
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor into = steps.tensor(Dnn.plain(shape));
    steps.add(() -> collect(gradient.floats(), into.floats()));
    gradient.block.release();
    gradients.contribute(node.input(), into);
  }

  /** A channel that was picked twice has the sum of both. */
  private void collect(FloatBuffer from, FloatBuffer to) {
    int picks = node.picks().size();
    IntStream.range(0, (int) shape[0])
        .parallel()
        .forEach(
            image -> {
              float[][] sums = new float[node.in()][pixels()];
              float[] plane = new float[pixels()];
              for (int p = 0; p < picks; p++) {
                from.get((image * picks + p) * plane.length, plane);
                add(sums[node.picks().get(p)], plane);
              }
              for (int c = 0; c < node.in(); c++) {
                to.put((image * node.in() + c) * plane.length, sums[c]);
              }
            });
  }

  private static void add(float[] to, float[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }
}
