package org.heredity.engine.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs a plan in eval mode on a fast runner, and the images that are {@linkplain Runner#doubtful
 * doubtful} there once more, one by one, on a plain one, whose results they get. Those of the other
 * images stay what they are without such neighbours. Not thread-safe.
 */
public final class GuardedRunner implements Runner {
  private final Runner fast;
  private final Supplier<Runner> source;
  private final Scope own = new Scope();

  /** By place in the batch, the doubtful images of the last forward pass, {@code [1, 3, H, W]}. */
  private final Map<Integer, INDArray> doubtful = new LinkedHashMap<>();

  /** The gradients of their features, {@code [1, C]}. */
  private final Map<Integer, INDArray> gradients = new LinkedHashMap<>();

  private Runner plain;

  /**
   * Guards a runner, which is closed with this.
   *
   * @param plain makes a runner of the same network and mode whose kernels keep NaN; asked once,
   *     and only if an image is doubtful
   */
  public GuardedRunner(Runner fast, Supplier<Runner> plain) {
    this.fast = fast;
    this.source = plain;
  }

  @Override
  public INDArray forward(INDArray images) {
    forget();
    INDArray features = fast.forward(images);
    for (int row : fast.doubtful()) {
      INDArray image = own.add(row(images, row).dup('c'));
      doubtful.put(row, image);
      try (INDArray exact = plain().forward(image)) {
        row(features, row).assign(exact);
      }
    }
    return features;
  }

  private static INDArray row(INDArray batch, int row) {
    return batch.get(NDArrayIndex.interval(row, row + 1));
  }

  private Runner plain() {
    if (plain == null) {
      plain = source.get();
    }
    return plain;
  }

  private void forget() {
    own.close();
    doubtful.clear();
    gradients.clear();
  }

  @Override
  public void backward(INDArray featureGradient) {
    fast.backward(featureGradient);
    for (int row : doubtful.keySet()) {
      gradients.put(row, own.add(row(featureGradient, row).dup('c')));
    }
  }

  @Override
  public void imageGradient(INDArray into) {
    fast.imageGradient(into);
    doubtful.forEach(
        (row, image) -> {
          plain().forward(image).close();
          plain().backward(gradients.get(row));
          try (INDArray exact = Nd4j.createUninitialized(image.dataType(), image.shape(), 'c')) {
            plain().imageGradient(exact);
            row(into, row).assign(exact);
          }
        });
  }

  @Override
  public INDArray value(String node) {
    INDArray value = fast.value(node);
    doubtful.forEach(
        (row, image) -> {
          plain().forward(image).close();
          try (INDArray exact = plain().value(node)) {
            row(value, row).assign(exact);
          }
        });
    return value;
  }

  @Override
  public int[] doubtful() {
    return new int[0];
  }

  @Override
  public Map<String, INDArray> gradients() {
    return fast.gradients();
  }

  @Override
  public Map<String, INDArray> tensors() {
    return fast.tensors();
  }

  @Override
  public void load(StateDict weights) {
    throw new UnsupportedOperationException("the weights of a guarded runner do not change");
  }

  @Override
  public void sgd(double lr, double momentum, double weightDecay) {
    throw new UnsupportedOperationException("the weights of a guarded runner do not change");
  }

  @Override
  public Map<String, INDArray> momentum() {
    return fast.momentum();
  }

  @Override
  public void restoreMomentum(Map<String, INDArray> buffers) {
    fast.restoreMomentum(buffers);
  }

  @Override
  public Masks masks() {
    return fast.masks();
  }

  @Override
  public long bytes() {
    return fast.bytes() + (plain == null ? 0 : plain.bytes());
  }

  @Override
  public void finish() {
    forget();
    fast.finish();
  }

  @Override
  public void close() {
    forget();
    fast.close();
    if (plain != null) {
      plain.close();
      plain = null;
    }
  }
}
