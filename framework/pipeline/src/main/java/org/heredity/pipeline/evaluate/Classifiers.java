package org.heredity.pipeline.evaluate;

import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that classify. */
public final class Classifiers {
  private Classifiers() {}

  /** A network in eval mode; when it is closed, so are the weights. */
  public static Predictions.Classifier owning(NetworkSpec spec, StateDict weights) {
    Predictions.Classifier classifier = of(spec, weights);
    return new Predictions.Classifier() {
      @Override
      public INDArray logits(INDArray images) {
        return classifier.logits(images);
      }

      @Override
      public void close() {
        classifier.close();
        weights.release();
      }
    };
  }

  /**
   * A network in eval mode, with somebody else's weights, that is shown images which were
   * normalised for another.
   *
   * @param from how they were normalised
   * @param to how the network wants them
   */
  public static Predictions.Classifier of(
      NetworkSpec spec, StateDict weights, Normalisation from, Normalisation to) {
    Predictions.Classifier classifier = of(spec, weights);
    if (from.equals(to)) {
      return classifier;
    }
    return new Predictions.Classifier() {
      @Override
      public INDArray logits(INDArray images) {
        try (INDArray seen = normalised(images, from, to)) {
          return classifier.logits(seen);
        }
      }

      @Override
      public void close() {
        classifier.close();
      }
    };
  }

  /** Images that were normalised in one way as another does it; a new array. */
  static INDArray normalised(INDArray images, Normalisation from, Normalisation to) {
    float[] values = Floats.copy(images);
    int plane = Math.toIntExact(images.size(2) * images.size(3));
    for (int i = 0; i < values.length; i++) {
      int c = i / plane % 3;
      float pixel = values[i] * from.deviation(c) + from.mean(c);
      values[i] = (pixel - to.mean(c)) / to.deviation(c);
    }
    return Nd4j.create(values, images.shape(), 'c');
  }

  /** A network in eval mode, with somebody else's weights. */
  public static Predictions.Classifier of(NetworkSpec spec, StateDict weights) {
    FrozenNetwork network = FrozenNetwork.of(spec, weights);
    return new Predictions.Classifier() {
      @Override
      public INDArray logits(INDArray images) {
        return network.logits(images);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
