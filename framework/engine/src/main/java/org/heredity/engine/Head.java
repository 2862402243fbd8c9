package org.heredity.engine;

import java.util.Arrays;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Adam;
import org.heredity.engine.plan.Sgd;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A linear layer from features to logits. Each image's logits are summed in one order, whatever the
 * batch around it, so they do not depend on their neighbours to the last bit. Not thread-safe.
 */
public final class Head {
  private final String name;
  private final int in;
  private final int out;

  /** {@code out * in} weights, then {@code out} biases. */
  private final float[] values;

  private final float[] gradient;
  private float[] first = new float[0];
  private float[] second = new float[0];

  /** Reads {@code <name>.weight [out, in]} and {@code <name>.bias [out]}. */
  public Head(String name, StateDict weights) {
    this.name = name;
    INDArray weight = weights.get(name + ".weight");
    out = (int) weight.size(0);
    in = (int) weight.size(1);
    values = new float[out * in + out];
    gradient = new float[values.length];
    load(weights);
  }

  void load(StateDict weights) {
    float[] weight = floats(weights.get(name + ".weight"));
    System.arraycopy(weight, 0, values, 0, weight.length);
    float[] bias = floats(weights.get(name + ".bias"));
    System.arraycopy(bias, 0, values, weight.length, bias.length);
  }

  private static float[] floats(INDArray array) {
    return Floats.copy(array);
  }

  INDArray weight() {
    return Floats.array(Arrays.copyOf(values, out * in), out, in);
  }

  INDArray bias() {
    return array(values, out * in, out);
  }

  INDArray weightGradient() {
    return Floats.array(Arrays.copyOf(gradient, out * in), out, in);
  }

  INDArray biasGradient() {
    return array(gradient, out * in, out);
  }

  private static INDArray array(float[] source, int from, int length) {
    float[] part = new float[length];
    System.arraycopy(source, from, part, 0, length);
    return Nd4j.createFromArray(part);
  }

  /** {@code [N, in]} to {@code [N, out]}; the array is the caller's. */
  public INDArray forward(INDArray features) {
    int batch = (int) features.size(0);
    float[] x = floats(features);
    float[] y = new float[batch * out];
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out; o++) {
        y[n * out + o] = dot(x, n * in, values, o * in, in) + values[out * in + o];
      }
    }
    return Floats.array(y, batch, out);
  }

  private static float dot(float[] a, int fromA, float[] b, int fromB, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a[fromA + i] * b[fromB + i];
      s1 += a[fromA + i + 1] * b[fromB + i + 1];
      s2 += a[fromA + i + 2] * b[fromB + i + 2];
      s3 += a[fromA + i + 3] * b[fromB + i + 3];
    }
    for (; i < length; i++) {
      s0 += a[fromA + i] * b[fromB + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The gradient of the features, {@code [N, in]}, from that of the logits; the caller's. */
  INDArray backward(INDArray logitGradient) {
    int batch = (int) logitGradient.size(0);
    float[] dy = floats(logitGradient);
    float[] dx = new float[batch * in];
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out; o++) {
        add(dx, n * in, values, o * in, dy[n * out + o], in);
      }
    }
    return Floats.array(dx, batch, in);
  }

  /** Computes the gradients of weight and bias. */
  void gradients(INDArray features, INDArray logitGradient) {
    int batch = (int) features.size(0);
    float[] x = floats(features);
    float[] dy = floats(logitGradient);
    Arrays.fill(gradient, 0);
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out; o++) {
        float d = dy[n * out + o];
        add(gradient, o * in, x, n * in, d, in);
        gradient[out * in + o] += d;
      }
    }
  }

  private static void add(float[] to, int fromTo, float[] from, int fromFrom, float factor, int n) {
    for (int i = 0; i < n; i++) {
      to[fromTo + i] += factor * from[fromFrom + i];
    }
  }

  /** PyTorch's SGD on weight and bias. */
  void sgd(double lr, double momentum, double weightDecay) {
    if (momentum != 0 && first.length == 0) {
      first = new float[values.length];
    }
    new Sgd(lr, momentum, weightDecay).step(values, first, gradient, values.length);
  }

  /** Adam's step {@code t} (from 1). */
  void adam(int t, double lr) {
    if (first.length == 0) {
      first = new float[values.length];
      second = new float[values.length];
    }
    Adam.at(t, lr).step(values, first, second, gradient, values.length);
  }

  /** Copies of the optimiser's buffers, weight's and bias's together; the caller's. */
  INDArray[] buffers() {
    return new INDArray[] {array(first, 0, first.length), array(second, 0, second.length)};
  }

  void restore(INDArray firstBuffer, INDArray secondBuffer) {
    first = firstBuffer == null ? new float[0] : floats(firstBuffer);
    second = secondBuffer == null ? new float[0] : floats(secondBuffer);
  }

  /** Goes on with other buffers of the optimiser; gives those that it had. */
  float[][] swap(float[][] buffers) {
    float[][] before = {first, second};
    first = buffers[0];
    second = buffers[1];
    return before;
  }

  boolean hasBuffers() {
    return first.length > 0;
  }
}
