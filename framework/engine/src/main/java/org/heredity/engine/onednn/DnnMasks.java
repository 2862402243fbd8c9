package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Masks in the layout of the weights. Gradient, Adam and the masked weights are one pass over
 * memory. Elements that only pad a layout start at 0 and can only fall, so they never count.
 */
final class DnnMasks implements Runner.Masks {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private record Masked(
      ConvWeights weights, Tensor original, Tensor mask, Tensor first, Tensor second) {}

  private final List<Masked> all = new ArrayList<>();
  private final long total;
  private long kept;

  /** Takes what the weights are now as the originals; every weight must have its layout. */
  DnnMasks(List<ConvWeights> weights) {
    long count = 0;
    for (ConvWeights w : weights) {
      Masked masked = new Masked(w, w.companion(), w.companion(), w.companion(), w.companion());
      masked.original.floats().put(w.floats());
      w.fill(masked.mask, Nd4j.ones(DataType.FLOAT, w.shape()));
      all.add(masked);
      count += elements(w);
    }
    total = count;
    kept = count;
  }

  private static long elements(ConvWeights w) {
    long count = 1;
    for (long size : w.shape()) {
      count *= size;
    }
    return count;
  }

  @Override
  public void adam(int t, double lr, double penalty) {
    float step = (float) (lr / (1 - Math.pow(BETA_1, t)));
    float correction = (float) Math.sqrt(1 - Math.pow(BETA_2, t));
    float alpha = (float) penalty;
    long count = 0;
    for (Masked m : all) {
      AtomicLong positive = new AtomicLong();
      Elementwise.run(
          (a, n) -> positive.addAndGet(update(a, n, step, correction, alpha)),
          4,
          m.mask.floats(),
          m.first.floats(),
          m.second.floats(),
          m.weights.floats(),
          m.original.floats(),
          m.weights.gradient.floats());
      m.weights.changed();
      count += positive.get();
    }
    kept = count;
  }

  private static int update(float[][] a, int n, float step, float correction, float alpha) {
    float[] mask = a[0];
    float[] first = a[1];
    float[] second = a[2];
    float[] effective = a[3];
    float[] original = a[4];
    float[] gradient = a[5];
    for (int i = 0; i < n; i++) {
      float g = Math.max(-1f, Math.min(1f, gradient[i] * original[i])) + alpha;
      float m = BETA_1 * first[i] + (1 - BETA_1) * g;
      float v = BETA_2 * second[i] + (1 - BETA_2) * g * g;
      first[i] = m;
      second[i] = v;
      mask[i] -= step * m / ((float) Math.sqrt(v) / correction + EPSILON);
    }
    int positive = 0;
    for (int i = 0; i < n; i++) {
      boolean on = mask[i] > 0;
      effective[i] = on ? original[i] : 0f;
      positive += on ? 1 : 0;
    }
    return positive;
  }

  @Override
  public long kept() {
    return kept;
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    for (Masked m : all) {
      String name = m.weights.conv.name() + ".weight";
      state.put(name, m.weights.export(m.mask));
      state.put(name + ".m", m.weights.export(m.first));
      state.put(name + ".v", m.weights.export(m.second));
    }
    return state;
  }

  @Override
  public void restore(StateDict state) {
    long count = 0;
    for (Masked m : all) {
      String name = m.weights.conv.name() + ".weight";
      m.weights.fill(m.mask, state.get(name));
      m.weights.fill(m.first, state.get(name + ".m"));
      m.weights.fill(m.second, state.get(name + ".v"));
      FloatBuffer mask = m.mask.floats();
      FloatBuffer effective = m.weights.floats();
      FloatBuffer original = m.original.floats();
      for (int i = 0; i < mask.capacity(); i++) {
        boolean on = mask.get(i) > 0;
        effective.put(i, on ? original.get(i) : 0f);
        count += on ? 1 : 0;
      }
      m.weights.changed();
    }
    kept = count;
  }
}
