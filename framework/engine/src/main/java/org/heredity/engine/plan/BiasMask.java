package org.heredity.engine.plan;

import java.util.Arrays;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A real-valued mask over a convolution's bias, 1 at first. Batch norm is folded, so that only part
 * of the bias that the network computes with is the convolution's own; an element of 0 or less
 * takes that part away. Not thread-safe.
 */
public final class BiasMask {
  private final String name;
  private final float[] whole;
  private final float[] part;
  private final float[] mask;
  private float[] first;
  private float[] second;

  /**
   * All at 1.
   *
   * @param name of the bias
   * @param whole what the network computes with while nothing is removed
   * @param part of it the convolution's own
   */
  public BiasMask(String name, float[] whole, float[] part) {
    this.name = name;
    this.whole = whole.clone();
    this.part = part.clone();
    mask = new float[part.length];
    Arrays.fill(mask, 1);
    first = new float[part.length];
    second = new float[part.length];
  }

  /** Name of the bias. */
  public String name() {
    return name;
  }

  /** Number of elements. */
  public int total() {
    return mask.length;
  }

  /** Number of elements over 0. */
  public int retained() {
    int count = 0;
    for (float element : mask) {
      count += element > 0 ? 1 : 0;
    }
    return count;
  }

  /**
   * Makes sure that all elements are finite numbers.
   *
   * @throws NonFiniteException naming the bias
   */
  public void requireFinite() {
    for (float element : mask) {
      if (!Float.isFinite(element)) {
        throw new NonFiniteException("no finite numbers in the mask over '" + name + "'");
      }
    }
  }

  /**
   * A step of Adam with the gradient {@code clip(g * b, -1, 1) + penalty}.
   *
   * @param gradient of the bias that the network computes with
   */
  public void step(Adam adam, float[] gradient, float penalty) {
    float[] own = new float[mask.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = Math.max(-1f, Math.min(1f, gradient[i] * part[i])) + penalty;
    }
    adam.step(mask, first, second, own, mask.length);
  }

  /** What the network computes with. */
  public float[] effective() {
    float[] effective = whole.clone();
    for (int i = 0; i < effective.length; i++) {
      effective[i] -= mask[i] > 0 ? 0 : part[i];
    }
    return effective;
  }

  /** Puts a copy of the mask, the caller's. */
  public void values(Map<String, INDArray> into) {
    into.put(name, Nd4j.createFromArray(mask));
  }

  /** Puts copies of the mask and Adam's two moments under {@code .m} and {@code .v}. */
  public void state(Map<String, INDArray> into) {
    values(into);
    into.put(name + ".m", Nd4j.createFromArray(first));
    into.put(name + ".v", Nd4j.createFromArray(second));
  }

  /** Continues from {@link #state}. */
  public void restore(StateDict state) {
    float[] saved = Floats.copy(state.get(name));
    System.arraycopy(saved, 0, mask, 0, mask.length);
    first = Floats.copy(state.get(name + ".m"));
    second = Floats.copy(state.get(name + ".v"));
  }
}
