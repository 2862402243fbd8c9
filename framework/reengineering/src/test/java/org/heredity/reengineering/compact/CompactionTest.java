package org.heredity.reengineering.compact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which channels go and what becomes of them: closed forms, and a search that knows no rules. */
class CompactionTest {
  private static final float[] PICKS_RED = {1, 0, 0, 0, 0, 0};

  private static INDArray array(float[] values, long... shape) {
    return Nd4j.createFromArray(values).reshape(shape);
  }

  /** 1x1 to two channels, the second of them the constant {@code bias}; ReLU; 3x3; mean. */
  private static Plan two(int padding) {
    return new Plan(
        List.of(
            new Node.Conv("a", Plan.INPUT, 3, 2, 1, 1, 0, true),
            new Node.Relu("r", "a"),
            new Node.Conv("b", "r", 2, 1, 3, 1, padding, true),
            new Node.GlobalAverage("g", "b")),
        "g",
        "fc",
        1,
        1);
  }

  private static StateDict weights(float bias, float onRed, float onConstant) {
    float[] kernels = new float[18];
    kernels[4] = onRed;
    java.util.Arrays.fill(kernels, 9, 18, onConstant);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("a.weight", array(PICKS_RED, 2, 3, 1, 1));
    tensors.put("a.bias", array(new float[] {0, bias}, 2));
    tensors.put("b.weight", array(kernels, 1, 2, 3, 3));
    tensors.put("b.bias", array(new float[] {0.5f}, 1));
    tensors.put("fc.weight", array(new float[] {4}, 1, 1));
    tensors.put("fc.bias", array(new float[] {0.25f}, 1));
    return StateDict.of(tensors);
  }

  private static List<String> names(CompactModel model) {
    return model.plan().nodes().stream().map(Node::name).toList();
  }

  @Test
  void aConstantBesideZeroPaddingBecomesAMap() {
    CompactModel model = Compaction.of(two(1), weights(2, 1, 1), 4);
    assertEquals(List.of("a", "r", "b", "b.offset", "g"), names(model));
    assertEquals(1, model.removed());
    assertEquals(List.of(0), model.layers().get(0).retained());
    assertArrayEquals(new long[] {1, 1, 3, 3}, model.weights().get("b.weight").shape());
    float corner = 2 * 4;
    float edge = 2 * 6;
    float inside = 2 * 9;
    float[] row = {corner, edge, edge, corner};
    float[] middle = {edge, inside, inside, edge};
    INDArray map = model.weights().get("b.offset.map");
    assertArrayEquals(new long[] {1, 4, 4}, map.shape());
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        assertEquals((y == 0 || y == 3 ? row : middle)[x], map.getFloat(0, y, x));
      }
    }
    assertEquals(0.5f, model.weights().get("b.bias").getFloat(0));
  }

  @Test
  void aConstantWithoutPaddingBecomesABias() {
    CompactModel model = Compaction.of(two(0), weights(2, 1, 1), 4);
    assertEquals(List.of("a", "r", "b", "g"), names(model));
    assertEquals(0.5f + 2 * 9, model.weights().get("b.bias").getFloat(0));
  }

  @Test
  void aConstantThatTheReluTakesLeavesNothing() {
    CompactModel model = Compaction.of(two(1), weights(-2, 1, 1), 4);
    assertEquals(List.of("a", "r", "b", "g"), names(model));
    assertEquals(0.5f, model.weights().get("b.bias").getFloat(0));
    assertEquals(1, model.removed());
  }

  @Test
  void whatNobodyReadsGoesToo() {
    CompactModel model = Compaction.of(two(0), weights(2, 0, 1), 4);
    assertEquals(3, model.removed());
    assertEquals(List.of("g"), names(model));
    assertEquals(0.25f + 4 * (0.5f + 2 * 9), model.weights().get("fc.bias").getFloat(0));
  }

  /**
   * In a network in which everything is positive nothing cancels and no ReLU closes, so a channel
   * depends on the images, or reaches the logits, exactly if a change shows.
   */
  @Test
  @Tag("slow")
  void removesAllThatAndOnlyWhatAChangeDoesNotShow() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(8), 4, 3, 16);
    for (long seed = 1; seed <= 3; seed++) {
      StateDict masked =
          CompactInferenceTest.masked(spec, new CompactInferenceTest.Masks(0.5, 0.08 * seed), seed);
      Plan plan = spec.plan();
      StateDict weights = positive(masked);
      CompactModel model = Compaction.of(plan, weights, 16);
      Brute brute = new Brute(plan, weights);
      for (CompactModel.Layer layer : model.layers()) {
        assertEquals(
            brute.retained(layer.name()), layer.retained(), layer.name() + ", seed " + seed);
      }
      assertTrue(model.removed() > 0 && model.removed() < model.channels(), "seed " + seed);
    }
  }

  private static StateDict positive(StateDict weights) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    weights
        .asMap()
        .forEach(
            (name, tensor) -> {
              INDArray positive = org.nd4j.linalg.ops.transforms.Transforms.abs(tensor, true);
              tensors.put(name, name.endsWith("running_mean") ? positive.neg() : positive);
            });
    return StateDict.of(tensors);
  }

  /** Finds by trying what a channel does. */
  private static final class Brute {
    private final Plan plan;
    private final Map<String, INDArray> tensors = new LinkedHashMap<>();
    private final Map<String, boolean[]> depends = new LinkedHashMap<>();
    private final INDArray images = Nd4j.ones(DataType.DOUBLE, 2, 3, 16, 16);

    Brute(Plan plan, StateDict weights) {
      Folding folding = Folding.of(plan, weights);
      this.plan = folding.plan();
      folding
          .weights()
          .asMap()
          .forEach((name, tensor) -> tensors.put(name, tensor.castTo(DataType.DOUBLE)));
      images.slice(1).muli(2);
      Nd4jRunner runner = runner(Mode.OBSERVE);
      runner.forward(images);
      for (Node node : this.plan.nodes()) {
        INDArray value = runner.value(node.name());
        boolean[] differs = new boolean[(int) value.size(1)];
        for (int c = 0; c < differs.length; c++) {
          INDArray first = channel(value, 0, c);
          differs[c] = first.sub(channel(value, 1, c)).amaxNumber().doubleValue() > 0;
        }
        depends.put(node.name(), differs);
      }
    }

    private static INDArray channel(INDArray value, int image, int channel) {
      return value.slice(image).slice(channel);
    }

    private Nd4jRunner runner(Mode mode) {
      return new Nd4jRunner(plan, StateDict.of(tensors), mode, List.of(), List.of());
    }

    private INDArray logits() {
      INDArray head = tensors.get(plan.head() + ".weight");
      return runner(Mode.INFER).forward(images).mmul(head.transpose());
    }

    private boolean matters(String conv, int channel) {
      INDArray bias = tensors.get(conv + ".bias");
      INDArray before = logits();
      bias.putScalar(channel, bias.getDouble(channel) + 1);
      INDArray after = logits();
      bias.putScalar(channel, bias.getDouble(channel) - 1);
      return after.sub(before).amaxNumber().doubleValue() > 0;
    }

    /**
     * A channel of a sum is retained where any summand, or the sum, depends on the images and
     * matters.
     */
    List<Integer> retained(String conv) {
      List<String> tied = new ArrayList<>(List.of(conv));
      String stage = conv.substring(0, Math.max(0, conv.indexOf('.')));
      if (conv.equals("conv1") || conv.equals("layer1.0.conv2")) {
        tied = List.of("conv1", "layer1.0.conv2");
        stage = "layer1";
      }
      List<String> convolutions = tied;
      String sum = stage + ".0.add";
      boolean inSum = !conv.endsWith(".conv1");
      List<Integer> retained =
          IntStream.range(0, depends.get(conv).length)
              .filter(
                  c ->
                      convolutions.stream()
                          .anyMatch(
                              one ->
                                  matters(one, c)
                                      && (depends.get(one)[c]
                                          || inSum && !one.equals("conv1") && depends.get(sum)[c])))
              .boxed()
              .toList();
      boolean computed = retained.stream().anyMatch(c -> depends.get(conv)[c] && matters(conv, c));
      return computed ? retained : List.of();
    }
  }
}
