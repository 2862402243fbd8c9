package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Means;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Product;
import org.heredity.layers.Window;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes nodes of what depends on the images and has waited for what comes of it. Throws {@link
 * IllegalArgumentException} with the end of a sentence about the operator. Not thread-safe.
 */
final class Actives {
  private static final double MEANS_TOLERANCE = 1e-5;

  /** Operators that may make up one function. */
  static final int MOST_STEPS = 32;

  private final Draft draft;
  private final Map<Value, Value.Image> made = new IdentityHashMap<>();
  private Optional<Value.Scaled> normalisation = Optional.empty();
  private boolean plainInput;

  Actives(Draft draft) {
    this.draft = draft;
  }

  /** What the images are multiplied with and what is added to them first, if anything is. */
  Optional<Value.Scaled> normalisation() {
    if (normalisation.isPresent() && plainInput) {
      throw new IllegalArgumentException(
          "normalises images that are used without that, too; preprocessing is done once");
    }
    return normalisation;
  }

  /** The result that it is. */
  Value.Image image(Value.Active value) {
    Value.Image known = made.get(value);
    if (known == null) {
      if (value instanceof Value.Mapped mapped) {
        known = mapped(mapped);
      } else if (value instanceof Value.Scaled scaled) {
        known = scaled(scaled);
      } else if (value instanceof Value.Image image) {
        plainInput |= image.node().equals(Plan.INPUT);
        return image;
      } else {
        throw new IllegalArgumentException(
            value instanceof Value.Padded
                ? "takes padded images, which convolutions and pools alone do"
                : "takes a product of matrices that is no average over parts of images");
      }
      made.put(value, known);
    }
    return known;
  }

  /** The node whose result it is as {@code [N, C, H, W]}, channels in order. */
  String images(Value.Active value) {
    Value.Image image = image(value);
    Layout layout = image.layout();
    if (!layout.isImages()) {
      throw new IllegalArgumentException("takes images, [N, C, H, W], and is given " + layout);
    }
    return layout.inOrder() ? image.node() : pick(image, layout.order(), "shuffle");
  }

  /** Some channels of {@code [N, C, H, W]}, by their places there. */
  Value.Image channels(Value.Active value, int[] places, String name) {
    Value.Image image = image(value);
    if (!image.layout().isImages()) {
      throw new IllegalArgumentException("takes channels of " + image.layout());
    }
    int[] order = image.layout().order();
    int[] picks = Arrays.stream(places).map(place -> order[place]).toArray();
    return result(pick(image, picks, name));
  }

  private String pick(Value.Image image, int[] picks, String name) {
    draft.takePicks(picks.length);
    List<Integer> list = Arrays.stream(picks).boxed().toList();
    int in = draft.shape(image.node())[0];
    return draft.add(new Channels(draft.name(name), image.node(), in, list));
  }

  /** A node's result as images. */
  Value.Image result(String node) {
    return new Value.Image(node, Layout.images(draft.shape(node)));
  }

  private Value.Image mapped(Value.Mapped mapped) {
    DoubleUnaryOperator function = mapped.function();
    Value.Image base = mapped.base();
    if (KnownFunctions.identity(function)) {
      return image(base);
    }
    String input = base.node();
    if (KnownFunctions.relu(function)) {
      return activated(base, new Node.Relu(draft.name(mapped.name()), input));
    }
    Optional<Activation.Function> known = KnownFunctions.find(function);
    if (known.isPresent()) {
      return activated(base, new Activation(draft.name(mapped.name()), input, known.get()));
    }
    Optional<Double> slope = KnownFunctions.leak(function);
    if (slope.isPresent()) {
      return activated(
          base,
          new Activation(
              draft.name(mapped.name()), input, Activation.Function.LEAKY_RELU, slope.get()));
    }
    Optional<float[]> line = KnownFunctions.line(function);
    if (line.isPresent()) {
      int channels = draft.shape(input)[0];
      float[] factors = new float[channels];
      float[] terms = new float[channels];
      Arrays.fill(factors, line.get()[0]);
      Arrays.fill(terms, line.get()[1]);
      return scaled(new Value.Scaled(mapped.name(), base, factors, terms, false));
    }
    if (mapped.steps() > 1) {
      return mapped.apart().get();
    }
    throw new IllegalArgumentException(
        "takes the result of '"
            + mapped.name()
            + "', a function of single values that is not computed here");
  }

  private Value.Image activated(Value.Image base, Node node) {
    plainInput |= base.node().equals(Plan.INPUT);
    return new Value.Image(draft.add(node), base.layout());
  }

  private Value.Image scaled(Value.Scaled scaled) {
    String input = scaled.base().node();
    if (input.equals(Plan.INPUT)) {
      if (normalisation.filter(other -> !same(other, scaled)).isPresent()) {
        throw new IllegalArgumentException("normalises images in another way than before");
      }
      normalisation = Optional.of(scaled);
      return scaled.base();
    }
    Optional<Node.Conv> conv = draft.node(input).as(Node.Conv.class);
    if (scaled.sole() && conv.isPresent()) {
      draft.replace(folded(conv.get(), scaled));
      return scaled.base();
    }
    int channels = draft.shape(input)[0];
    String name = draft.name(scaled.name());
    draft.put(name, "weight", scaled.factors(), channels, 1, 1, 1);
    draft.put(name, "bias", scaled.terms(), channels);
    draft.add(
        new Node.Conv(
            name, input, channels, channels, Window.square(1, 1, 0), channels, true, false));
    return new Value.Image(name, scaled.base().layout());
  }

  private static boolean same(Value.Scaled one, Value.Scaled other) {
    return Arrays.equals(one.factors(), other.factors())
        && Arrays.equals(one.terms(), other.terms());
  }

  private Node.Conv folded(Node.Conv conv, Value.Scaled by) {
    INDArray weight = draft.tensor(conv.name(), "weight");
    INDArray bias = draft.tensor(conv.name(), "bias");
    float[] biases = bias == null ? new float[conv.out()] : bias.toFloatVector();
    for (int c = 0; c < conv.out(); c++) {
      biases[c] = biases[c] * by.factors()[c] + by.terms()[c];
      if (by.factors()[c] != 1) {
        weight.slice(c, 0).muli(by.factors()[c]);
      }
    }
    draft.put(conv.name(), "bias", biases, conv.out());
    return new Node.Conv(
        conv.name(),
        conv.input(),
        conv.in(),
        conv.out(),
        conv.window(),
        conv.groups(),
        true,
        conv.linear());
  }

  /** The sum of two results. */
  Value.Image sum(Value.Active first, Value.Active second, String name) {
    Value.Image one = image(first);
    Value.Image other = image(second);
    requireAlike(one, other);
    return new Value.Image(
        draft.add(new Node.Add(draft.name(name), one.node(), other.node())), one.layout());
  }

  private void requireAlike(Value.Image one, Value.Image other) {
    if (!one.layout().equals(other.layout())
        || !Arrays.equals(draft.shape(one.node()), draft.shape(other.node()))) {
      throw new IllegalArgumentException(
          "joins results of " + one.layout() + " and " + other.layout());
    }
  }

  /** The product of two results, one of which may be a factor for every channel. */
  Value.Image product(Value.Active first, Value.Active second, String name) {
    Value.Image one = image(first);
    Value.Image other = image(second);
    int[] left = draft.shape(one.node());
    int[] right = draft.shape(other.node());
    if (Arrays.equals(left, right) && one.layout().equals(other.layout())) {
      return new Value.Image(
          draft.add(new Product(draft.name(name), one.node(), other.node())), one.layout());
    }
    boolean gates = left[1] == 1 && left[2] == 1;
    String image = images(gates ? other : one);
    String gate = images(gates ? one : other);
    int[] factors = draft.shape(gate);
    if (factors[0] != draft.shape(image)[0] || factors[1] != 1 || factors[2] != 1) {
      throw new IllegalArgumentException(
          "multiplies results of " + one.layout() + " and " + other.layout());
    }
    return result(draft.add(new Product(draft.name(name), image, gate)));
  }

  /** The average over parts of images that a product of matrices is. */
  Value.Image average(Value.Down down, double[][] columns, String name) {
    String input = images(down.base());
    int[] in = draft.shape(input);
    int out = down.rows().length;
    AdaptiveAverage parts = new AdaptiveAverage(draft.name(name), input, out);
    if (near(Means.of(parts, in), down, columns)) {
      return result(draft.add(parts));
    }
    int side = (in[1] + out - 1) / out;
    AveragePool squares =
        new AveragePool(parts.name(), input, Window.square(side, side, 0), true, false);
    if (near(Means.of(squares, in), down, columns)) {
      return result(draft.add(squares));
    }
    throw new IllegalArgumentException(
        "ends a product of matrices that is no average over parts of images");
  }

  private static boolean near(Means means, Value.Down down, double[][] columns) {
    return near(means.rows(), down.rows()) && near(means.columns(), columns);
  }

  private static boolean near(double[][] one, double[][] other) {
    boolean near = one.length == other.length;
    for (int i = 0; near && i < one.length; i++) {
      near = one[i].length == other[i].length;
      for (int k = 0; near && k < one[i].length; k++) {
        near = Math.abs(one[i][k] - other[i][k]) < MEANS_TOLERANCE;
      }
    }
    return near;
  }
}
