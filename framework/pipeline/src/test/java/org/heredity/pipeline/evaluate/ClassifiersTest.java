package org.heredity.pipeline.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifiersTest {
  private static final int SIDE = 32;

  @Test
  void imagesThatWereNormalisedForAnotherAreNormalisedAnew() {
    Normalisation own = Normalisation.of(List.of(0.5, 0.25, 0.0), List.of(0.5, 0.2, 1.0));
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 4, 5, SIDE);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    try (INDArray teachers = images(Normalisation.IMAGENET);
        INDArray students = images(own);
        Predictions.Classifier plain = Classifiers.of(spec, weights);
        Predictions.Classifier shown = Classifiers.of(spec, weights, Normalisation.IMAGENET, own);
        INDArray expected = plain.logits(students);
        INDArray got = shown.logits(teachers)) {
      assertArrayEquals(Floats.copy(expected), Floats.copy(got), 1e-4f);
    }
  }

  /** Two images of the same pixels. */
  private static INDArray images(Normalisation normalisation) {
    float[] values = new float[2 * 3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = normalisation.value(i / (SIDE * SIDE) % 3, i * 31 % 256);
    }
    return Nd4j.create(values, new long[] {2, 3, SIDE, SIDE}, 'c');
  }
}
