package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A thin VGG16, whose classifier drops values at two places. */
class DroppingNetworkTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.cifarVgg16(), 8, 5, 32);
  private static final int IMAGES = 3;
  private static final int DRAWS = 4;
  private static final Randomness ROOT = Randomness.of(6);

  private final StateDict weights = Network.create(SPEC, Randomness.of(1)).stateDict();
  private final INDArray images = images();

  private record Weighted(Output output) implements Objective {
    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      gradient.assign(outputs).muli(2);
      return outputs.mul(outputs).sumNumber().doubleValue();
    }
  }

  private static INDArray images() {
    float[] values = new float[IMAGES * 3 * 32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * Randomness.of(2).uniform(i) - 1.5f;
    }
    return Floats.array(values, IMAGES, 3, 32, 32);
  }

  private static void near(INDArray expected, INDArray actual) {
    double size = expected.norm2Number().doubleValue();
    assertFalse(size == 0);
    assertEquals(0, expected.sub(actual).norm2Number().doubleValue() / size, 1e-4);
  }

  /** Each draw by the plain backend, batch norm not folded. */
  @Test
  void outputsAndGradientsAreMeansOfDraws() {
    Objective objective = new Weighted(Objective.Output.FEATURES);
    int[] identities = new int[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      identities[n] = Arrays.hashCode(Floats.copy(images.get(NDArrayIndex.point(n))));
    }
    ChannelDropout dropout = new ChannelDropout(0.5);
    List<String> places = SPEC.architecture().dropouts();
    try (DroppingNetwork network = new DroppingNetwork(SPEC, weights, DRAWS, ROOT);
        Runner plain =
            new Nd4jRunner(SPEC.plan(), weights, Mode.ATTACK, places, List.of(dropout))) {
      INDArray features = null;
      INDArray gradients = images.like();
      double value = 0;
      for (int draw = 0; draw < DRAWS; draw++) {
        dropout.drop(ROOT.at(draw), identities);
        INDArray one = plain.forward(images);
        INDArray slope = one.ulike();
        value += objective.evaluate(one, slope) / DRAWS;
        plain.backward(slope);
        INDArray gradient = images.ulike();
        plain.imageGradient(gradient);
        gradients.addi(gradient.divi(DRAWS));
        features = features == null ? one.div(DRAWS) : features.addi(one.div(DRAWS));
      }
      near(features, network.features(images));
      INDArray gradient = images.ulike();
      assertEquals(value, network.inputGradient(images, objective, gradient), 1e-4 * value);
      near(gradients, gradient);
    }
  }

  @Test
  void anImageDoesNotDependOnItsBatch() {
    Objective objective = new Weighted(Objective.Output.LOGITS);
    try (DroppingNetwork network = new DroppingNetwork(SPEC, weights, DRAWS, ROOT);
        DroppingNetwork other = new DroppingNetwork(SPEC, weights, DRAWS, ROOT.at("other"));
        FrozenNetwork eval = FrozenNetwork.of(SPEC, weights)) {
      INDArray last = images.get(NDArrayIndex.interval(2, 3)).dup('c');
      INDArray all = network.logits(images);
      // Only nearly: oneDNN chooses kernels by the size of a batch, too.
      near(all.get(NDArrayIndex.interval(2, 3)).dup('c'), network.logits(last));
      assertFalse(Arrays.equals(Floats.copy(all), Floats.copy(other.logits(images))), "drawn");
      assertFalse(Arrays.equals(Floats.copy(all), Floats.copy(eval.logits(images))), "dropped");
      INDArray gradient = images.ulike();
      INDArray alone = last.ulike();
      network.inputGradient(images, objective, gradient);
      network.inputGradient(last, objective, alone);
      near(gradient.get(NDArrayIndex.interval(2, 3)).dup('c'), alone);
    }
  }

  @Test
  void aNetworkWithoutDropoutIsRefused() {
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    assertThrows(
        IllegalArgumentException.class, () -> new DroppingNetwork(resnet, weights, 1, ROOT));
  }
}
