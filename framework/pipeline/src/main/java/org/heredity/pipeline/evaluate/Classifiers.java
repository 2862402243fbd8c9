package org.heredity.pipeline.evaluate;

import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

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
