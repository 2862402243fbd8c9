package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * How channels lie in a tensor of images: pixel after pixel, each with so many channels beside each
 * other, and that for one group of channels, and one image, after the other.
 *
 * @param tag oneDNN's name of the order
 * @param block channels that must be whole in a group
 * @param vector channels beside each other
 * @param groups of channels, of all images
 * @param pixels of an image
 */
record Runs(format_tag tag, int block, int vector, int groups, int pixels) {
  private static final int PIECE = 1024;

  /** Of a tensor of a shape; null if it lies in another way. */
  static Runs of(Tensor tensor, long... shape) {
    int pixels = (int) (shape[2] * shape[3]);
    int images = (int) shape[0];
    int channels = (int) shape[1];
    if (tensor.sameLayout(Dnn.plain(shape))) {
      return new Runs(format_tag.abcd, 1, 1, images * channels, pixels);
    }
    if (tensor.sameLayout(Dnn.nhwc(shape))) {
      return new Runs(format_tag.acdb, 1, channels, images, pixels);
    }
    for (int block : new int[] {8, 16}) {
      format_tag tag = block == 8 ? format_tag.aBcd8b : format_tag.aBcd16b;
      if (tensor.sameLayout(Dnn.tagged(tag, shape))) {
        int groups = images * ((channels + block - 1) / block);
        return new Runs(tag, block, block, groups, pixels);
      }
    }
    return null;
  }

  /**
   * {@code result := images * factors}.
   *
   * @param factors one for each channel of each image, in the same order
   */
  void multiply(FloatBuffer images, FloatBuffer factors, FloatBuffer result) {
    each(
        (group, at, pattern, piece, other, n) -> {
          if (at == 0) {
            pattern(factors, group, pattern);
          }
          images.get(start(group) + at, piece, 0, n);
          for (int i = 0; i < n; i++) {
            piece[i] *= pattern[i];
          }
          result.put(start(group) + at, piece, 0, n);
        });
  }

  /**
   * {@code sums := the sums over pixels of first * second}.
   *
   * @param sums one for each channel of each image, in the same order
   */
  void products(FloatBuffer first, FloatBuffer second, FloatBuffer sums) {
    each(
        (group, at, pattern, piece, other, n) -> {
          if (at == 0) {
            Arrays.fill(pattern, 0f);
          }
          first.get(start(group) + at, piece, 0, n);
          second.get(start(group) + at, other, 0, n);
          for (int i = 0; i < n; i++) {
            pattern[i] += piece[i] * other[i];
          }
          if (at + n == pixels * vector) {
            sum(pattern, group, sums);
          }
        });
  }

  private int start(int group) {
    return group * pixels * vector;
  }

  /** Repeats a group's factors. */
  private void pattern(FloatBuffer factors, int group, float[] pattern) {
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = factors.get(group * vector + i % vector);
    }
  }

  private void sum(float[] pattern, int group, FloatBuffer sums) {
    float[] all = new float[vector];
    for (int i = 0; i < pattern.length; i++) {
      all[i % vector] += pattern[i];
    }
    sums.put(group * vector, all);
  }

  private interface Piece {
    /** Works on {@code n} elements of a group, from one on, which is the first of a pixel. */
    void run(int group, int at, float[] pattern, float[] piece, float[] other, int n);
  }

  private void each(Piece work) {
    int length = Math.max(1, PIECE / vector) * vector;
    IntStream all = IntStream.range(0, groups);
    ((long) groups * pixels * vector > PIECE * 16L ? all.parallel() : all)
        .forEach(
            group -> {
              float[] pattern = new float[length];
              float[] piece = new float[length];
              float[] other = new float[length];
              for (int at = 0; at < pixels * vector; at += length) {
                int n = Math.min(length, pixels * vector - at);
                work.run(group, at, pattern, piece, other, n);
              }
            });
  }
}
