package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.heredity.engine.plan.Node;

/**
 * The gradient of a convolution's images where they have few channels, for which oneDNN has slow
 * kernels only. For each image, a matrix product gives what every pixel of the result passes back
 * to every place in its window; then each row of the image sums what its pixels were passed (im2col
 * backwards).
 */
final class ImageGradient implements Runnable {
  private final Dnn dnn;
  private final Node.Conv conv;
  private final Tensor result;
  private final int batch;
  private final int side;
  private final int outSide;
  private final Runnable[] products;
  private final Tensor places;

  /** Pixels of a line before the first that belongs to the image. */
  private final int margin;

  /**
   * Compiles the products.
   *
   * @param weights in C order
   * @param gradient NHWC
   * @param result in C order
   */
  ImageGradient(
      Dnn dnn,
      Arena arena,
      Node.Conv conv,
      Tensor weights,
      Tensor gradient,
      long[] gradientShape,
      Tensor result,
      int side) {
    this.dnn = dnn;
    this.conv = conv;
    this.result = result;
    this.side = side;
    batch = (int) gradientShape[0];
    outSide = (int) gradientShape[2];
    margin = conv.kernel();
    int rows = conv.in() * conv.kernel() * conv.kernel();
    long pixels = (long) outSide * outSide;
    places = arena.tensor(dnn, Dnn.plain(rows, pixels));
    memory.desc left = Dnn.tagged(format_tag.ba, rows, conv.out());
    memory.desc right = Dnn.tagged(format_tag.ba, conv.out(), pixels);
    matmul product =
        new matmul(
            new matmul.primitive_desc(new matmul.desc(left, right, places.layout), dnn.engine()));
    products = new Runnable[batch];
    for (int image = 0; image < batch; image++) {
      memory one = gradient.part(dnn, right, image * pixels * conv.out());
      products[image] = dnn.product(product, weights.memory, one, places.memory);
    }
    places.block.release();
  }

  @Override
  public void run() {
    for (int image = 0; image < batch; image++) {
      products[image].run();
      rows(image);
    }
  }

  private void rows(int image) {
    int items = conv.in() * side;
    int shares = Math.min(items, dnn.threads());
    IntStream.range(0, shares)
        .parallel()
        .forEach(
            share -> {
              Row row = new Row();
              int end = (int) ((share + 1L) * items / shares);
              for (int i = (int) ((long) share * items / shares); i < end; i++) {
                row.sum(i / side, i % side, (image * conv.in() * side + i) * side);
              }
            });
  }

  /** A thread's memory: lines that begin with a margin, apart by {@code x % stride}. */
  private final class Row {
    private final int length = margin + (side + conv.stride() - 1) / conv.stride() + conv.kernel();
    private final float[][] sums = new float[conv.stride()][length];

    /** By place in the kernel, so that what a line does not overwrite is 0 for good. */
    private final float[][] read = new float[conv.kernel()][length];

    private final float[] made = new float[side];
    private final FloatBuffer from = places.floats();
    private final FloatBuffer to = result.floats();

    void sum(int channel, int y, int at) {
      int stride = conv.stride();
      for (float[] line : sums) {
        Arrays.fill(line, 0f);
      }
      for (int r = 0; r < conv.kernel(); r++) {
        int above = y + conv.padding() - r;
        if (above < 0 || above % stride != 0 || above / stride >= outSide) {
          continue;
        }
        for (int c = 0; c < conv.kernel(); c++) {
          int place = (channel * conv.kernel() + r) * conv.kernel() + c;
          int start = (place * outSide + above / stride) * outSide;
          int x = c - conv.padding();
          from.get(start, read[c], margin + Math.floorDiv(x, stride), outSide);
          add(sums[Math.floorMod(x, stride)], read[c]);
        }
      }
      for (int first = 0; first < stride; first++) {
        int i = margin;
        for (int x = first; x < side; x += stride) {
          made[x] = sums[first][i++];
        }
      }
      to.put(at, made);
    }

    private static void add(float[] to, float[] more) {
      for (int i = 0; i < to.length; i++) {
        to[i] += more[i];
      }
    }
  }
}
