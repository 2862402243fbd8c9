package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights and inputs from the formula that the reference values were computed with. */
final class Formula {
  private Formula() {}

  static float[] uniform(String name, long n, long seed) {
    Randomness stream = Randomness.of(Randomness.fnv1a(name) + seed);
    float[] values = new float[(int) n];
    for (int i = 0; i < n; i++) {
      values[i] = stream.uniform(i);
    }
    return values;
  }

  static StateDict weights(NetworkSpec spec, long seed) {
    return weights(Plan.of(spec.architecture().build(spec).getConfiguration()), seed);
  }

  static StateDict weights(Plan plan, long seed) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    plan.tensors().forEach((name, shape) -> tensors.put(name, value(name, shape, seed)));
    return StateDict.of(tensors);
  }

  private static INDArray value(String name, long[] shape, long seed) {
    if (name.endsWith("num_batches_tracked")) {
      return Nd4j.scalar(DataType.INT64, 0);
    }
    long n = 1;
    for (long size : shape) {
      n *= size;
    }
    float[] u = uniform(name, n, seed);
    for (int i = 0; i < u.length; i++) {
      if (name.endsWith("running_mean")) {
        u[i] = (u[i] - 0.5f) * 0.2f;
      } else if (name.endsWith("running_var")) {
        u[i] = u[i] + 0.5f;
      } else if (shape.length == 4) {
        u[i] = (2 * u[i] - 1) * (float) Math.sqrt(6.0 / (shape[1] * shape[2] * shape[3]));
      } else if (shape.length == 2) {
        u[i] = (2 * u[i] - 1) * (float) (1 / Math.sqrt(shape[1]));
      } else if (name.startsWith("fc") || name.startsWith("linear")) {
        u[i] = (2 * u[i] - 1) * 0.1f;
      } else if (name.endsWith("weight")) {
        u[i] = 0.75f + 0.5f * u[i];
      } else {
        u[i] = (u[i] - 0.5f) * 0.2f;
      }
    }
    return Nd4j.createFromArray(u).reshape(shape);
  }

  static INDArray images(int batch, int side, long seed) {
    float[] cell = uniform("mosaic", batch * 3 * 64, seed);
    float[] noise = uniform("input", (long) batch * 3 * side * side, seed);
    for (int p = 0; p < batch * 3; p++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int at = (p * side + y) * side + x;
          float c = cell[p * 64 + (y * 8 / side) * 8 + x * 8 / side];
          noise[at] = 4 * (0.7f * c + 0.3f * noise[at]) - 2;
        }
      }
    }
    return Nd4j.createFromArray(noise).reshape(batch, 3, side, side);
  }

  static int[] labels(int batch, int classes) {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }
}
