package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.plan.Adam;
import org.heredity.engine.plan.BiasMask;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Masks in the layout of the weights. Gradient, Adam and the masked weights are one pass over
 * memory. Elements that only pad a layout start at 0 and can only fall, so they never count.
 */
final class DnnMasks implements Runner.Masks {
  private record Masked(
      ConvWeights weights, Tensor original, Tensor mask, Tensor first, Tensor second) {
    String name() {
      return weights.conv.name() + ".weight";
    }
  }

  private record MaskedBias(ConvWeights weights, BiasMask mask) {
    /** Writes what the network computes with. */
    void apply() {
      weights.bias.floats().put(mask.effective());
    }
  }

  private final List<Masked> all = new ArrayList<>();
  private final List<MaskedBias> biases = new ArrayList<>();
  private final long total;
  private long retained;

  /** Takes what the weights are now as the originals; every weight must have its layout. */
  DnnMasks(List<ConvWeights> weights) {
    long count = 0;
    for (ConvWeights w : weights) {
      Masked masked = new Masked(w, w.companion(), w.companion(), w.companion(), w.companion());
      masked.original.floats().put(w.floats());
      try (INDArray ones = Nd4j.ones(DataType.FLOAT, w.shape())) {
        w.fill(masked.mask, ones);
      }
      all.add(masked);
      count += elements(w);
      if (w.maskedBias != null) {
        float[] whole = floats(w.bias);
        biases.add(new MaskedBias(w, new BiasMask(w.conv.name() + ".bias", whole, w.maskedBias)));
        count += whole.length;
      }
    }
    total = count;
    retained = count;
  }

  private static float[] floats(Tensor tensor) {
    FloatBuffer buffer = tensor.floats();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
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
    Adam adam = Adam.at(t, lr);
    float alpha = (float) penalty;
    long count = 0;
    for (Masked m : all) {
      AtomicLong positive = new AtomicLong();
      Elementwise.run(
          (a, n) -> positive.addAndGet(update(a, n, adam, alpha)),
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
    for (MaskedBias bias : biases) {
      bias.mask.step(adam, floats(bias.weights.biasGradient), alpha);
      bias.apply();
      count += bias.mask.retained();
    }
    retained = count;
  }

  private static int update(float[][] a, int n, Adam adam, float alpha) {
    float[] mask = a[0];
    float[] effective = a[3];
    float[] original = a[4];
    gradient(a[5], original, alpha, n);
    adam.step(mask, a[1], a[2], a[5], n);
    int positive = 0;
    for (int i = 0; i < n; i++) {
      boolean on = mask[i] > 0;
      effective[i] = on ? original[i] : 0f;
      positive += on ? 1 : 0;
    }
    return positive;
  }

  private static void gradient(float[] gradient, float[] original, float alpha, int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] = Math.max(-1f, Math.min(1f, gradient[i] * original[i])) + alpha;
    }
  }

  @Override
  public long retained() {
    return retained;
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public void requireFinite() {
    Magnitudes finite = new Magnitudes(Float.MAX_VALUE);
    for (Masked m : all) {
      IntBuffer bits = m.mask.bits();
      if (finite.exceed(bits, 0, bits.remaining())) {
        throw new NonFiniteException("no finite numbers in the mask over '" + m.name() + "'");
      }
    }
    biases.forEach(bias -> bias.mask.requireFinite());
  }

  @Override
  public Map<String, INDArray> values() {
    Map<String, INDArray> values = new LinkedHashMap<>();
    for (Masked m : all) {
      values.put(m.name(), m.weights.export(m.mask));
    }
    biases.forEach(bias -> bias.mask.values(values));
    return values;
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = values();
    for (Masked m : all) {
      state.put(m.name() + ".m", m.weights.export(m.first));
      state.put(m.name() + ".v", m.weights.export(m.second));
    }
    biases.forEach(bias -> bias.mask.state(state));
    return state;
  }

  @Override
  public void restore(StateDict state) {
    long count = 0;
    for (Masked m : all) {
      String name = m.name();
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
    for (MaskedBias bias : biases) {
      bias.mask.restore(state);
      bias.apply();
      count += bias.mask.retained();
    }
    retained = count;
  }
}
