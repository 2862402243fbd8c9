package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stages give, and gradients of it, against the plain backend in double precision. */
class InnerLayersTest {
  private static final int IMAGES = 3;

  /** The square of what is seen, weighted: outputs and gradients of any size matter. */
  private record Weighted(Output output) implements Objective {
    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      INDArray weights = outputs.ulike();
      for (long i = 0; i < weights.length(); i++) {
        weights.putScalar(i, Randomness.of(4).uniform(i));
      }
      gradient.assign(outputs.mul(weights).muli(2));
      return outputs.mul(outputs).muli(weights).sumNumber().doubleValue();
    }
  }

  static Stream<Arguments> stages() {
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 5, 48);
    NetworkSpec small = new NetworkSpec(Architectures.cifarResNet(20), 4, 5, 32);
    NetworkSpec vgg = new NetworkSpec(Architectures.cifarVgg16(), 4, 5, 32);
    return Stream.of(resnet, small, vgg)
        .flatMap(
            spec ->
                Stream.iterate(0, stage -> stage + 1)
                    .limit(spec.architecture().stages().size())
                    .map(stage -> Arguments.of(spec, stage)));
  }

  private static INDArray images(int side) {
    float[] values = new float[IMAGES * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * Randomness.of(2).uniform(i) - 1.5f;
    }
    return Floats.array(values, IMAGES, 3, side, side);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void areWhatThePlainBackendGives(NetworkSpec spec, int stage) {
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    INDArray images = images(spec.imageSize());
    Objective objective = new Weighted(Objective.Output.stage(stage));
    Plan part = spec.plan().upTo(spec.architecture().stages().get(stage));
    INDArray exact = images.castTo(DataType.DOUBLE);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
        DoubleNetwork plain = new DoubleNetwork(part, weights, Mode.ATTACK)) {
      double expected = plain.differentiate(exact, objective);
      INDArray gradient = images.ulike();
      assertEquals(expected, network.inputGradient(images, objective, gradient), 1e-4 * expected);
      near(plain.imageGradient(exact), gradient);
      INDArray whole = network.stages(images)[stage];
      INDArray outputs = network.outputs(images, objective.output());
      assertArrayEquals(new long[] {IMAGES, whole.length() / IMAGES}, outputs.shape());
      near(whole.reshape('c', outputs.shape()), outputs);
    }
  }

  private static void near(INDArray expected, INDArray actual) {
    INDArray one = expected.castTo(DataType.DOUBLE);
    double error = one.sub(actual.castTo(DataType.DOUBLE)).norm2Number().doubleValue();
    double size = one.norm2Number().doubleValue();
    assertTrue(size > 0 && error < 1e-4 * size, error + " of " + size);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void theirImagesAreTakenInPartsWhereMemoryIsShort(NetworkSpec spec, int stage) {
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    INDArray images = images(spec.imageSize());
    Objective objective = new Weighted(Objective.Output.stage(stage));
    long one = MemoryNeed.of(spec, Long.MAX_VALUE).bytes(Mode.ATTACK, 1);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
        FrozenNetwork narrow = FrozenNetwork.of(spec, weights, one)) {
      INDArray gradient = images.ulike();
      INDArray parts = images.ulike();
      network.inputGradient(images, objective, gradient);
      narrow.inputGradient(images, objective, parts);
      near(gradient, parts);
    }
  }
}
