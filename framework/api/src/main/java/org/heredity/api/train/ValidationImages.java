package org.heredity.api.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images that choices are made on, preprocessed as for a test (centre crop). They are evaluated
 * often, so they are decoded once and cached if they fit into 128 MiB. Used by one thread; holds
 * native memory until closed.
 */
public final class ValidationImages implements AutoCloseable {
  private static final long CACHED_BYTES = 128L << 20;
  private static final int BATCH = 64;

  private final ImageSource source;
  private final Preprocessing preprocessing;
  private final List<Batch> cached = new ArrayList<>();
  private boolean decoded;

  /**
   * No image is decoded yet.
   *
   * @param source the images and their labels; may be empty
   * @param preprocessing of them
   */
  public ValidationImages(ImageSource source, Preprocessing preprocessing) {
    this.source = source;
    this.preprocessing = preprocessing;
  }

  /**
   * Share of the images that is classified correctly.
   *
   * @param logits from images {@code [N, 3, side, side]} to logits {@code [N, classes]}, a new
   *     array, which is closed here; must not write to the images
   * @return from 0 to 1; NaN if there are no images
   */
  public double accuracy(UnaryOperator<INDArray> logits) {
    if (source.size() == 0) {
      return Double.NaN;
    }
    int correct = 0;
    if (decoded) {
      for (Batch batch : cached) {
        correct += correct(batch, logits);
      }
    } else {
      boolean cache = source.size() * 12L * side() * side() <= CACHED_BYTES;
      try (Batches batches = Batches.test(source, preprocessing, BATCH)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          correct += correct(batch, logits);
          if (cache) {
            cached.add(batch);
          } else {
            batch.images().close();
          }
        }
      }
      decoded = cache;
    }
    return (double) correct / source.size();
  }

  private int side() {
    return preprocessing.imageSize();
  }

  private static int correct(Batch batch, UnaryOperator<INDArray> logits) {
    int[] predicted;
    try (INDArray computed = logits.apply(batch.images())) {
      predicted = Floats.argMax(computed);
    }
    int correct = 0;
    for (int n = 0; n < predicted.length; n++) {
      correct += predicted[n] == batch.labels()[n] ? 1 : 0;
    }
    return correct;
  }

  @Override
  public void close() {
    cached.forEach(batch -> batch.images().close());
    cached.clear();
    decoded = false;
  }
}
