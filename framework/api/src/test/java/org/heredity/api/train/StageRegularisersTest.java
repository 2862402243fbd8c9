package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StageRegularisersTest {
  private static final int CHANNELS = 40;

  private static Batch batch(int... indices) {
    INDArray images = Nd4j.create(DataType.FLOAT, indices.length, 3, 4, 4);
    return new Batch(images, new int[indices.length], indices);
  }

  private static INDArray ones(int images) {
    return Nd4j.ones(DataType.FLOAT, images, CHANNELS, 2, 3);
  }

  @Test
  void dropsWholeChannelsAtTheRateAndScalesTheRest() {
    SpatialDropout dropout = new SpatialDropout(0.25, Randomness.of(1));
    int dropped = 0;
    int total = 0;
    for (int step = 0; step < 25; step++) {
      INDArray output = ones(4);
      dropout.begin(step, batch(0, 1, 2, 3));
      dropout.forward(0, output);
      for (int n = 0; n < 4; n++) {
        for (int c = 0; c < CHANNELS; c++) {
          float first = output.getFloat(n, c, 0, 0);
          assertTrue(first == 0 || Math.abs(first - 1 / 0.75f) < 1e-6, "value " + first);
          for (int i = 0; i < 6; i++) {
            assertEquals(first, output.getFloat(n, c, i / 3, i % 3));
          }
          dropped += first == 0 ? 1 : 0;
          total++;
        }
      }
    }
    assertEquals(0.25, (double) dropped / total, 0.03);
  }

  @Test
  void theGradientIsScaledAsTheOutputWas() {
    SpatialDropout dropout = new SpatialDropout(0.5, Randomness.of(1));
    dropout.begin(3, batch(7, 5));
    INDArray[] outputs = {ones(2), ones(2)};
    for (int stage = 0; stage < 2; stage++) {
      dropout.forward(stage, outputs[stage]);
    }
    for (int stage = 1; stage >= 0; stage--) {
      INDArray gradient = ones(2);
      dropout.backward(stage, outputs[stage], gradient);
      assertEquals(outputs[stage], gradient);
    }
    assertTrue(!outputs[0].equals(outputs[1]), "every stage drops its own");
  }

  @Test
  void whatIsDroppedDoesNotDependOnTheNeighbours() {
    SpatialDropout dropout = new SpatialDropout(0.5, Randomness.of(1));
    INDArray together = ones(3);
    dropout.begin(3, batch(7, 5, 9));
    dropout.forward(2, together);
    INDArray alone = ones(1);
    dropout.begin(3, batch(5));
    dropout.forward(2, alone);
    assertEquals(together.slice(1), alone.slice(0));
    INDArray later = ones(1);
    dropout.begin(4, batch(5));
    dropout.forward(2, later);
    assertTrue(!later.equals(alone), "every step drops anew");
  }

  @Test
  void aRateOfOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SpatialDropout(1, Randomness.of(1)));
  }

  @Test
  void aChainGoesBackInReverse() {
    List<String> calls = new ArrayList<>();
    StageChain chain = new StageChain(List.of(named("a", calls), named("b", calls)));
    chain.begin(0, batch(0));
    chain.forward(1, null);
    chain.backward(1, null, null);
    assertEquals(
        List.of("a begin", "b begin", "a forward", "b forward", "b backward", "a backward"), calls);
  }

  private static StageRegulariser named(String name, List<String> calls) {
    return new StageRegulariser() {
      @Override
      public void begin(int step, Batch batch) {
        calls.add(name + " begin");
      }

      @Override
      public void forward(int stage, INDArray output) {
        calls.add(name + " forward");
      }

      @Override
      public void backward(int stage, INDArray output, INDArray gradient) {
        calls.add(name + " backward");
      }
    };
  }
}
