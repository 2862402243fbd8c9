package org.heredity.reengineering.modular;

import java.nio.FloatBuffer;
import java.util.List;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multiplies kernels' rectified values by [mask > 0], and finds the gradient of the mask as the
 * straight-through estimator has it: the sum of value times gradient over images and places,
 * clipped to [-1, 1]. Not thread-safe.
 */
final class KernelGradient implements StageHook {
  private final List<Place> places;
  private final int[] from;
  private final float[][] values;
  private final boolean gradients;
  private float[] mask;
  private float[] gradient;

  /**
   * Without a mask yet.
   *
   * @param gradients whether there will be a backward pass
   */
  KernelGradient(List<Place> places, boolean gradients) {
    this.places = List.copyOf(places);
    this.gradients = gradients;
    this.values = new float[places.size()][];
    this.from = new int[places.size() + 1];
    for (int p = 0; p < places.size(); p++) {
      from[p + 1] = from[p] + places.get(p).channels();
    }
  }

  /** Kernels of all places. */
  int kernels() {
    return from[places.size()];
  }

  /**
   * Takes another module's mask.
   *
   * @param realMask one number a kernel, place by place; read at every pass
   */
  void mask(float[] realMask) {
    mask = realMask;
    gradient = new float[realMask.length];
  }

  /** The mask's gradient after a backward pass. */
  float[] clipped() {
    float[] clipped = gradient.clone();
    for (int k = 0; k < clipped.length; k++) {
      clipped[k] = Math.max(-1, Math.min(1, clipped[k]));
    }
    return clipped;
  }

  @Override
  public void forward(int stage, INDArray output) {
    if (gradients) {
      values[stage] = Floats.copy(output);
    }
    multiply(stage, output);
  }

  @Override
  public void backward(int stage, INDArray output, INDArray outputGradient) {
    Place place = places.get(stage);
    int area = place.side() * place.side();
    float[] dy = Floats.copy(outputGradient);
    float[] x = values[stage];
    for (int at = 0; at < dy.length; at += area) {
      double sum = 0;
      for (int i = at; i < at + area; i++) {
        sum += (double) x[i] * dy[i];
      }
      gradient[from[stage] + at / area % place.channels()] += (float) sum;
    }
    multiply(stage, outputGradient);
  }

  private void multiply(int stage, INDArray array) {
    Place place = places.get(stage);
    float[] zeros = new float[place.side() * place.side()];
    FloatBuffer buffer = Floats.writable(array);
    for (int at = 0; at < buffer.limit(); at += zeros.length) {
      if (!(mask[from[stage] + at / zeros.length % place.channels()] > 0)) {
        buffer.put(at, zeros);
      }
    }
  }
}
