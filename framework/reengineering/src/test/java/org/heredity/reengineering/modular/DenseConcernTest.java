package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** All cases by hand: two inputs, two hidden units, two or three classes. */
class DenseConcernTest {
  private static final double[][] FIRST = {{1, -1}, {2, 1}};
  private static final double[][] LAST = {{3, -3}, {-1, 2}};
  private static final DenseNetwork NETWORK =
      new DenseNetwork(
          List.of(FIRST, LAST), List.of(new double[] {0.5, -0.5}, new double[] {1, -1}));

  private static void assertWeights(double[][] expected, double[][] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], found[i], 1e-12, "row " + i);
    }
  }

  @Test
  void theFirstPositiveCopiesWhatIsActive() {
    DenseConcern concern = new DenseConcern(NETWORK, true, 0);
    // Sums 1.5 and -1.5: the second unit is not active.
    concern.positive(new double[] {1, 0});
    DenseNetwork module = concern.module();
    assertWeights(new double[][] {{1, 0}, {2, 0}}, module.weights().get(0));
    assertArrayEquals(new double[] {0.5, 0}, module.biases().get(0));
    // What comes from the unit goes, and comes back with the copy of the last layer.
    assertWeights(LAST, module.weights().get(1));
    assertArrayEquals(new double[] {1, -1}, module.biases().get(1));
    assertEquals(1, module.hiddenUsed());
  }

  @Test
  void aWeightStaysOnlyIfItsUnitIsActiveOnEveryPositive() {
    DenseConcern concern = new DenseConcern(NETWORK, true, 0);
    // Sums 2.5 and 0.5: both are active.
    concern.positive(new double[] {0, 1});
    assertWeights(FIRST, concern.module().weights().get(0));
    // Then the second is not, and what comes from it goes, too: of the last layer nothing is
    // copied again.
    concern.positive(new double[] {1, 0});
    assertWeights(new double[][] {{1, 0}, {2, 0}}, concern.module().weights().get(0));
    assertWeights(new double[][] {{3, -3}, {0, 0}}, concern.module().weights().get(1));
    // And does not come back.
    concern.positive(new double[] {0, 1});
    assertWeights(new double[][] {{1, 0}, {2, 0}}, concern.module().weights().get(0));
  }

  @Test
  void withTooFewWeightsTheNextImageIsTheFirstAgain() {
    // The last layer has 4 weights; with 2 left the next image copies.
    DenseConcern concern = new DenseConcern(NETWORK, true, 3);
    concern.positive(new double[] {0, 1});
    concern.positive(new double[] {1, 0});
    assertWeights(new double[][] {{3, -3}, {0, 0}}, concern.module().weights().get(1));
    concern.positive(new double[] {0, 1});
    assertWeights(FIRST, concern.module().weights().get(0));
    assertWeights(LAST, concern.module().weights().get(1));
  }

  @Test
  void negativesBringBackAndRemoveNothing() {
    DenseConcern concern = new DenseConcern(NETWORK, true, 0);
    concern.positive(new double[] {1, 0});
    concern.positive(new double[] {1, 0});
    // Sums -0.5 and 0.5; logits 1 + 0 - 0.5 and -1 + 1: the first output has 0.62.
    concern.negative(new double[] {-1, 0});
    DenseNetwork module = concern.module();
    assertWeights(FIRST, module.weights().get(0));
    assertWeights(new double[][] {{3, -3}, {-1, 0}}, module.weights().get(1));
  }

  @Test
  void thePublishedCodeLeavesOutTheReluBetweenLayers() {
    DenseNetwork deep =
        new DenseNetwork(
            List.of(new double[][] {{-1}}, new double[][] {{-2}}, new double[][] {{1, 2}}),
            List.of(new double[] {0}, new double[] {0}, new double[] {0, 0}));
    // The first unit sums up -1. With ReLU the second gets 0, without 2.
    DenseConcern strict = new DenseConcern(deep, true, 0);
    strict.positive(new double[] {1});
    assertWeights(new double[][] {{0}}, strict.module().weights().get(1));
    DenseConcern paper = new DenseConcern(deep, false, 0);
    paper.positive(new double[] {1});
    assertWeights(new double[][] {{-2}}, paper.module().weights().get(1));
    assertWeights(new double[][] {{0}}, paper.module().weights().get(0));
  }

  @Test
  void channellingLeavesTheClassAndTheMeanOfTheOthers() {
    DenseNetwork three =
        new DenseNetwork(
            List.<double[][]>of(new double[][] {{1, 2, 6}}),
            List.<double[]>of(new double[] {3, 5, 1}));
    DenseNetwork channelled = new DenseOutputs(2).channelled(three);
    assertWeights(new double[][] {{1.5, 0, 6}}, channelled.weights().get(0));
    assertArrayEquals(new double[] {4, 0, 1}, channelled.biases().get(0));
    assertEquals(0, new DenseOutputs(2).others());
    assertWeights(
        new double[][] {{1, 4, 0}}, new DenseOutputs(0).channelled(three).weights().get(0));
  }

  @Test
  void unitsThatHardlyMatterToTheClassAreJoined() {
    DenseNetwork network =
        new DenseNetwork(
            List.of(
                new double[][] {{1, 2, 3}},
                // To class 0: 0.05, 1 and -0.01.
                new double[][] {{0.05, 2, 4}, {1, 1, 1}, {-0.01, 6, 8}}),
            List.of(new double[] {3, 5, 7}, new double[] {0, 0, 0}));
    DenseNetwork joined = new DenseOutputs(0).joined(network);
    assertWeights(new double[][] {{2, 2, 0}}, joined.weights().get(0));
    assertArrayEquals(new double[] {5, 5, 0}, joined.biases().get(0));
    assertWeights(new double[][] {{0.05, 5, 5}, {1, 1, 1}, {0, 0, 0}}, joined.weights().get(1));
    assertEquals(2, joined.hiddenUsed());
  }
}
