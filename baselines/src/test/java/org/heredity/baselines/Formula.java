package org.heredity.baselines;

import org.heredity.data.Randomness;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights and images from a formula that Python knows too (make_remos_expected.py). */
final class Formula {
  private Formula() {}

  private static Randomness stream(String name, long seed) {
    return Randomness.of(Randomness.fnv1a(name) + seed);
  }

  /** The tensor called {@code name}, of {@code shape}. */
  static INDArray values(String name, long[] shape, long seed) {
    Randomness stream = stream(name, seed);
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      float u = stream.uniform(i);
      if (name.endsWith("running_mean")) {
        values[i] = (u - 0.5f) * 0.2f;
      } else if (name.endsWith("running_var")) {
        values[i] = u + 0.5f;
      } else if (shape.length == 4) {
        values[i] = (2 * u - 1) * (float) Math.sqrt(6.0 / (shape[1] * shape[2] * shape[3]));
      } else if (shape.length == 2) {
        values[i] = (2 * u - 1) * (float) (1 / Math.sqrt(shape[1]));
      } else if (name.startsWith("fc")) {
        values[i] = (2 * u - 1) * 0.1f;
      } else if (name.endsWith("weight")) {
        values[i] = 0.75f + 0.5f * u;
      } else {
        values[i] = (u - 0.5f) * 0.2f;
      }
    }
    return shape.length == 0 ? Nd4j.scalar(values[0]) : Nd4j.create(values, shape.clone(), 'c');
  }

  /** {@code [batch, 3, side, side]} in [-2,2): 70% a mosaic of 8 by 8, 30% noise. */
  static INDArray images(int batch, int side, long seed) {
    Randomness mosaic = stream("mosaic", seed);
    Randomness noise = stream("input", seed);
    float[] values = new float[batch * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      int x = i % side * 8 / side;
      int y = i / side % side * 8 / side;
      int plane = i / (side * side);
      float cell = mosaic.uniform((plane * 8L + y) * 8 + x);
      values[i] = 4 * (0.7f * cell + 0.3f * noise.uniform(i)) - 2;
    }
    return Nd4j.create(values, new long[] {batch, 3, side, side}, 'c');
  }
}
