package org.heredity.pipeline.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.NonFinite;
import org.heredity.pipeline.progress.SuiteListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How well a model classifies.
 *
 * @param correct images classified correctly
 * @param total images
 * @param seconds wall-clock time, decoding included, compiling not
 */
public record ModelEvaluation(int correct, int total, double seconds) {
  private static final String STAGE = "evaluate";

  /** Sees what a model says of each image, in order. */
  @FunctionalInterface
  public interface Observer {
    /** Looks at nothing. */
    Observer NONE = (image, logits) -> {};

    /**
     * Called once an image.
     *
     * @param image its place among those evaluated
     * @param logits by class
     * @throws IOException if it cannot be noted; the evaluation then ends
     */
    void said(int image, float[] logits) throws IOException;
  }

  /** Share classified correctly. */
  public double accuracy() {
    return (double) correct / total;
  }

  public double imagesPerSecond() {
    return total / seconds;
  }

  /**
   * Evaluates.
   *
   * @param images some of the dataset's
   * @throws CheckpointException if its logits are no finite numbers
   * @throws DataException if the model has another number of classes than the dataset, or there are
   *     no images
   */
  public static ModelEvaluation of(
      Teacher model,
      Dataset dataset,
      ImageSource images,
      Preprocessing preprocessing,
      SuiteListener listener) {
    try {
      return of(model, dataset, images, preprocessing, listener, Observer.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Evaluates, and shows what the model says.
   *
   * @param images some of the dataset's
   * @param observer sees the logits of every image
   * @throws CheckpointException if its logits are no finite numbers
   * @throws DataException if the model has another number of classes than the dataset, or there are
   *     no images
   * @throws IOException as the observer does
   */
  public static ModelEvaluation of(
      Teacher model,
      Dataset dataset,
      ImageSource images,
      Preprocessing preprocessing,
      SuiteListener listener,
      Observer observer)
      throws IOException {
    model.spec().requireClasses(model.source(), dataset);
    if (images.size() == 0) {
      throw new DataException(dataset.name() + " has no images in this split; name the other");
    }
    int correct = 0;
    int done = 0;
    int batchSize = ComputeBatch.of(preprocessing.imageSize());
    try (FrozenNetwork network = FrozenNetwork.of(model.spec(), model.weights())) {
      listener.stageStarted(dataset.name(), STAGE);
      long start = System.nanoTime();
      try (Batches batches = Batches.test(images, preprocessing, batchSize)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          correct += correct(network, batch, model.source(), images, observer);
          done += batch.size();
          batch.images().close();
          listener.progress(dataset.name(), STAGE, done, images.size(), "images");
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      listener.stageEnded(dataset.name(), STAGE, seconds, false);
      return new ModelEvaluation(correct, done, seconds);
    }
  }

  private static int correct(
      FrozenNetwork network, Batch batch, String source, ImageSource images, Observer observer)
      throws IOException {
    try (INDArray logits = network.logits(batch.images())) {
      int[] predicted = Floats.argMax(logits);
      float[][] rows = Floats.rows(logits);
      for (int i = 0; i < rows.length; i++) {
        observer.said(batch.indices()[i], rows[i]);
      }
      int correct = 0;
      for (int i = 0; i < predicted.length; i++) {
        correct += predicted[i] == batch.labels()[i] ? 1 : 0;
      }
      return correct;
    } catch (NonFiniteException e) {
      throw new CheckpointException(
          source + ": the logits are " + NonFinite.of(e, images, batch.indices()), e);
    }
  }
}
