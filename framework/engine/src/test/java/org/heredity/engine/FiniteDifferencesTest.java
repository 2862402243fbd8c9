package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients are the slopes of the function that is computed: central differences in double
 * precision, of a small graph with every kind of node, a head and cross-entropy.
 */
@Tag("slow")
class FiniteDifferencesTest {
  private static final int SIDE = 9;
  private static final int BATCH = 4;
  private static final int CLASSES = 4;
  private static final int CHANNELS = 16;
  private static final int SEED = 5;
  private static final double STEP = 1e-6;

  /** 3 x 3, 1 x 1 and strided convolutions, with and without bias, both kinds of shortcut. */
  private static final Plan PLAN =
      new Plan(
          List.of(
              new Node.Conv("conv1", Plan.INPUT, 3, 4, 3, 1, 1, false),
              new Node.Norm("bn1", "conv1", 4, 1e-5),
              new Node.Relu("relu1", "bn1"),
              new Node.MaxPool("pool", "relu1", 3, 2, 1),
              new Node.Conv("a.conv1", "pool", 4, 4, 3, 1, 1, false),
              new Node.Norm("a.bn1", "a.conv1", 4, 1e-5),
              new Node.Relu("a.relu1", "a.bn1"),
              new Node.Conv("a.conv2", "a.relu1", 4, 4, 3, 1, 1, true),
              new Node.Norm("a.bn2", "a.conv2", 4, 1e-5),
              new Node.Add("a.add", "a.bn2", "pool"),
              new Node.Relu("a.out", "a.add"),
              new Node.Conv("b.conv1", "a.out", 4, 8, 3, 2, 1, false),
              new Node.Norm("b.bn1", "b.conv1", 8, 1e-5),
              new Node.Conv("b.downsample", "a.out", 4, 8, 1, 2, 0, false),
              new Node.Norm("b.bn2", "b.downsample", 8, 1e-5),
              new Node.Add("b.add", "b.bn1", "b.bn2"),
              new Node.Relu("b.out", "b.add"),
              new Node.Conv("c.conv1", "b.out", 8, CHANNELS, 3, 2, 1, false),
              new Node.Norm("c.bn1", "c.conv1", CHANNELS, 1e-5),
              new Node.PadShortcut("c.shortcut", "b.out", 8, CHANNELS, 2),
              new Node.Add("c.add", "c.bn1", "c.shortcut"),
              new Node.Relu("c.out", "c.add"),
              new Node.GlobalAverage("average", "c.out")),
          "average",
          "fc",
          CHANNELS,
          CLASSES);

  private final StateDict weights = Formula.weights(PLAN, SEED);
  private final INDArray images = Formula.images(BATCH, SIDE, SEED);
  private final Objective labels = new TestObjectives.Labels(Formula.labels(BATCH, CLASSES));

  private static double slope(DoubleNetwork network, INDArray up, INDArray down, Objective of) {
    return (network.value(up, of) - network.value(down, of)) / (2 * STEP);
  }

  /** A direction with a part in every value. */
  private static INDArray direction(String name, INDArray like) {
    float[] u = Formula.uniform(name + ".direction", like.length(), SEED);
    return Nd4j.createFromArray(u).castTo(DataType.DOUBLE).subi(0.5).reshape(like.shape());
  }

  private static double along(INDArray gradient, INDArray direction) {
    return gradient.mul(direction).sumNumber().doubleValue();
  }

  @Test
  void ofImagesInEvalMode() {
    INDArray x = images.castTo(DataType.DOUBLE);
    try (DoubleNetwork network = new DoubleNetwork(PLAN, weights, Mode.ATTACK)) {
      for (Objective objective : List.of(labels, new TestObjectives.Penultimate())) {
        network.differentiate(x, objective);
        INDArray gradient = network.imageGradient(x);
        INDArray way = direction("images", x);
        double slope = slope(network, x.add(way.mul(STEP)), x.sub(way.mul(STEP)), objective);
        assertEquals(1, slope / along(gradient, way), 1e-6);
        for (long at = 0; at < x.length(); at += 97) {
          INDArray up = x.dup('c').putScalar(at, x.getDouble(at) + STEP);
          INDArray down = x.dup('c').putScalar(at, x.getDouble(at) - STEP);
          slope = slope(network, up, down, objective);
          double scale = gradient.amaxNumber().doubleValue();
          assertEquals(slope / scale, gradient.getDouble(at) / scale, 1e-6, "image value " + at);
        }
      }
    }
  }

  /** Of the convolutions in eval mode, of all parameters in train mode. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"MASK", "TRAIN"})
  void ofParameters(Mode mode) {
    INDArray x = images.castTo(DataType.DOUBLE);
    try (DoubleNetwork network = new DoubleNetwork(PLAN, weights, mode)) {
      network.differentiate(x, labels);
      Map<String, INDArray> gradients = network.gradients();
      Map<String, INDArray> tensors = network.tensors();
      assertEquals(mode == Mode.TRAIN ? 21 : 8, gradients.size());
      gradients.forEach(
          (name, gradient) -> {
            INDArray way = direction(name, gradient);
            INDArray original = tensors.get(name);
            double up = moved(network, tensors, name, original.add(way.mul(STEP)), x);
            double down = moved(network, tensors, name, original.sub(way.mul(STEP)), x);
            double slope = (up - down) / (2 * STEP);
            double scale = gradient.norm2Number().doubleValue() * way.norm2Number().doubleValue();
            if (mode == Mode.TRAIN && name.equals("a.conv2.bias")) {
              // Batch norm takes a bias away again.
              assertTrue(gradient.amaxNumber().doubleValue() < 1e-12);
              assertEquals(0, slope, 1e-9);
            } else {
              assertEquals(slope / scale, along(gradient, way) / scale, 1e-7, name);
            }
          });
    }
  }

  private double moved(
      DoubleNetwork network,
      Map<String, INDArray> tensors,
      String name,
      INDArray value,
      INDArray x) {
    Map<String, INDArray> changed = new LinkedHashMap<>(tensors);
    changed.put(name, value);
    network.load(changed);
    double loss = network.value(x, labels);
    network.load(tensors);
    return loss;
  }

  /** Single precision and oneDNN, held to what the differences hold the plain backend to. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"ATTACK", "MASK", "TRAIN"})
  void ofOneDnnAreTheSame(Mode mode) {
    INDArray x = images.castTo(DataType.DOUBLE);
    Folding folding = mode.folded() ? Folding.of(PLAN, weights) : new Folding(PLAN, weights);
    try (DoubleNetwork network = new DoubleNetwork(folding.plan(), folding.weights(), mode);
        Runner runner =
            new DnnRunner(folding.plan(), folding.weights(), mode, List.of(), List.of(), false)) {
      double value = network.differentiate(x, labels);
      Head head = new Head(PLAN.head(), folding.weights());
      INDArray features = runner.forward(images);
      INDArray logits = head.forward(features);
      INDArray logitGradient = logits.ulike();
      INDArray targets = CrossEntropy.oneHot(Formula.labels(BATCH, CLASSES), CLASSES);
      assertEquals(1, CrossEntropy.evaluate(logits, targets, logitGradient) / value, 1e-5);
      head.gradients(features, logitGradient);
      runner.backward(head.backward(logitGradient));
      Map<String, INDArray> actual = new LinkedHashMap<>();
      if (mode.weightGradients()) {
        actual.putAll(runner.gradients());
      }
      actual.put("fc.weight", head.weightGradient());
      actual.put("fc.bias", head.biasGradient());
      Map<String, INDArray> expected = network.gradients();
      if (mode == Mode.ATTACK) {
        INDArray gradient = images.ulike();
        runner.imageGradient(gradient);
        actual.put("images", gradient);
        expected.put("images", network.imageGradient(x));
        assertEquals(3, expected.size());
      }
      assertTrue(expected.size() > 2, "more than the head's");
      expected.remove("a.conv2.bias");
      expected.forEach(
          (name, exact) -> {
            INDArray difference = actual.get(name).castTo(DataType.DOUBLE).sub(exact);
            double error = difference.amaxNumber().doubleValue() / exact.amaxNumber().doubleValue();
            assertTrue(error < 1e-5, name + " is off by " + error);
          });
    }
  }
}
