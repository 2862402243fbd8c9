package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.heredity.engine.plan.Means;

/**
 * Means over parts that no pool has, as one product of every channel's pixels with a matrix.
 *
 * @param input the node whose result it takes
 * @param shape of that
 * @param matrix {@code [pixels, pixels of the result]}
 */
record CompiledMeans(String input, long[] shape, Tensor matrix, Tensor result)
    implements CompiledOperation {
  static CompiledMeans of(Steps steps, Means means, String input, Tensor source, long... shape) {
    long to = (long) means.rows().length * means.columns().length;
    memory.desc layout = Dnn.plain(shape[2] * shape[3], to);
    Tensor matrix = new Tensor(steps.dnn, layout, steps.arena.fresh(layout.get_size()));
    fill(means, matrix.floats());
    Tensor plain = steps.inLayout(source, Dnn.plain(shape));
    Tensor result =
        steps.tensor(Dnn.plain(shape[0], shape[1], means.rows().length, means.columns().length));
    product(steps, rows(steps, plain, shape), layout, matrix, rows(steps, result, shape));
    Steps.releaseCopy(plain, source);
    return new CompiledMeans(input, shape.clone(), matrix, result);
  }

  private static void fill(Means means, FloatBuffer to) {
    for (int y = 0; y < means.rows()[0].length; y++) {
      for (int x = 0; x < means.columns()[0].length; x++) {
        for (double[] row : means.rows()) {
          for (double[] column : means.columns()) {
            to.put((float) (row[y] * column[x]));
          }
        }
      }
    }
  }

  /** The same memory as a matrix with a row for each channel of each image. */
  private static Tensor rows(Steps steps, Tensor plain, long... shape) {
    long channels = shape[0] * shape[1];
    long pixels = plain.layout.get_size() / Float.BYTES / channels;
    return new Tensor(steps.dnn, Dnn.plain(channels, pixels), plain.block);
  }

  private static void product(
      Steps steps, Tensor left, memory.desc rightLayout, Tensor right, Tensor into) {
    var wanted = new matmul.desc(left.layout, rightLayout, into.layout);
    var chosen = new matmul.primitive_desc(wanted, steps.dnn.engine());
    steps.add(steps.dnn.product(new matmul(chosen), left.memory, right.memory, into.memory));
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor into = steps.tensor(Dnn.plain(shape));
    Tensor left = rows(steps, gradient, shape);
    long pixels = shape[2] * shape[3];
    long made = result.layout.get_size() / Float.BYTES / (shape[0] * shape[1]);
    memory.desc transposed = Dnn.tagged(format_tag.ba, made, pixels);
    Tensor right = new Tensor(steps.dnn, transposed, matrix.block);
    product(steps, left, transposed, right, rows(steps, into, shape));
    gradient.block.release();
    gradients.contribute(input, into);
  }
}
