package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.StageHook;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class HookedNetworkTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, 16);
  private static final int BATCH = 4;
  private static StateDict weights;
  private static INDArray images;
  private static List<String> places;

  @BeforeAll
  static void draw() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      weights = network.stateDict();
    }
    float[] pixels = new float[BATCH * 3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 2 * Randomness.of(2).uniform(i) - 1;
    }
    images = Floats.array(pixels, BATCH, 3, 16, 16);
    places = SPEC.plan().nodes(Node.Relu.class).stream().map(Node::name).toList();
  }

  @AfterAll
  static void release() {
    images.close();
    weights.release();
  }

  /** Multiplies a channel of one place, and sums up what that does to the loss. */
  private static final class Scaling implements StageHook {
    private final int place;
    private final int channel;
    private final double factor;
    private INDArray values;
    private double derivative;

    Scaling(int place, int channel, double factor) {
      this.place = place;
      this.channel = channel;
      this.factor = factor;
    }

    @Override
    public void forward(int stage, INDArray output) {
      if (stage == place) {
        values = output.dup('c');
        for (int n = 0; n < BATCH; n++) {
          output.slice(n).slice(channel).muli(factor);
        }
      }
    }

    @Override
    public void backward(int stage, INDArray output, INDArray gradient) {
      if (stage == place) {
        for (int n = 0; n < BATCH; n++) {
          INDArray own = values.slice(n).slice(channel);
          derivative += own.mul(gradient.slice(n).slice(channel)).sumNumber().doubleValue();
          gradient.slice(n).slice(channel).muli(factor);
        }
      }
    }
  }

  @Test
  void whatIsNotTouchedStays() {
    try (FrozenNetwork plain = FrozenNetwork.of(SPEC, weights);
        HookedNetwork hooked = HookedNetwork.of(SPEC, weights, places, new Scaling(0, 0, 1))) {
      assertTrue(plain.logits(images).equalsWithEps(hooked.logits(images), 1e-5));
    }
  }

  @Test
  void aValueSetToZeroIsOneOfAChannelThatIsZero() {
    // Between a block's two convolutions, where batch norm alone makes the channel.
    int place = places.indexOf("layer2.0.relu1");
    assertTrue(place >= 0, places.toString());
    INDArray scale = weights.get("layer2.0.bn1.weight").dup();
    INDArray shift = weights.get("layer2.0.bn1.bias").dup();
    scale.putScalar(5, 0);
    shift.putScalar(5, 0);
    StateDict without = weights.with("layer2.0.bn1.weight", scale).with("layer2.0.bn1.bias", shift);
    try (FrozenNetwork plain = FrozenNetwork.of(SPEC, without);
        HookedNetwork hooked = HookedNetwork.of(SPEC, weights, places, new Scaling(place, 5, 0))) {
      assertTrue(plain.logits(images).equalsWithEps(hooked.logits(images), 1e-5));
    }
  }

  @Test
  void theHookSeesTheGradientsOfItsValues() {
    INDArray upstream = Floats.array(new float[] {1, -2, 3, 1, 1, -1, 2, 0, 1, -1, 0, 2}, BATCH, 3);
    for (int place = 0; place < places.size(); place++) {
      Scaling hook = new Scaling(place, 2, 0.9);
      try (HookedNetwork hooked = HookedNetwork.withGradients(SPEC, weights, places, hook)) {
        hooked.logits(images).close();
        hooked.backward(upstream);
      }
      double expected = (loss(place, 0.902, upstream) - loss(place, 0.898, upstream)) / 0.004;
      assertEquals(
          expected, hook.derivative, 0.02 * Math.max(0.1, Math.abs(expected)), places.get(place));
    }
  }

  private static double loss(int place, double factor, INDArray upstream) {
    try (HookedNetwork hooked =
        HookedNetwork.of(SPEC, weights, places, new Scaling(place, 2, factor))) {
      return hooked.logits(images).mul(upstream).sumNumber().doubleValue();
    }
  }

  @Test
  void onlyReLUsArePlaces() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> HookedNetwork.of(SPEC, weights, List.of("conv1"), new Scaling(0, 0, 1)));
    assertTrue(e.getMessage().contains("conv1"), e.getMessage());
  }
}
