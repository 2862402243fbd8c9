package org.heredity.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Product;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/** The networks of make_nodes.py: nodes between a convolution `stem` and a linear layer `mix`. */
record NodeCase(String name, List<Node> nodes) {
  static final int SIDE = 9;
  static final int FEATURES = 6;
  private static final int C = 16;
  private static final String STEM = "stem";

  private static NodeCase of(String name, Node... nodes) {
    return new NodeCase(name, List.of(nodes));
  }

  private static Node.Conv conv(
      String name, String input, int in, int out, Window window, int groups, boolean bias) {
    return new Node.Conv(name, input, in, out, window, groups, bias, false);
  }

  private static Window window(Axis rows, Axis columns) {
    return new Window(rows, columns);
  }

  private static Window square(int kernel, int stride, int padding) {
    return Window.square(kernel, stride, padding);
  }

  private static NodeCase activation(String name, Activation.Function function, double slope) {
    // A convolution of 4 x is 4 times that of x: the factor is one of a product with itself.
    return of(
        name,
        new Node.Conv("a", STEM, C, C, 1, 1, 0, true),
        new Node.Add("twice", "a", "a"),
        new Node.Add("four", "twice", "twice"),
        new Activation("fused", "four", function, slope),
        new Node.Conv("b", STEM, C, C, 1, 1, 0, true),
        new Activation("shared", "b", function, slope),
        new Node.Add("sum", "fused", "shared"),
        new Node.Add("out", "sum", "b"));
  }

  static Stream<NodeCase> all() {
    return Stream.of(convolutions(), activations(), norms(), pools(), others())
        .flatMap(List::stream);
  }

  private static List<NodeCase> convolutions() {
    Axis wide = new Axis(3, 1, 2, 2, 2);
    return List.of(
        of("groups", conv("a", STEM, C, 24, square(3, 1, 1), 4, true)),
        of(
            "depthwise",
            conv("a", STEM, C, C, square(3, 2, 1), C, false),
            new Node.Norm("n", "a", C, 1e-5),
            new Activation("r", "n", Activation.Function.RELU6)),
        of(
            "multiplied",
            conv("a", STEM, C, 2 * C, square(5, 1, 2), C, false),
            new Node.Norm("n", "a", 2 * C, 1e-5),
            new Activation("r", "n", Activation.Function.SILU)),
        of("dilated", conv("a", STEM, C, C, window(wide, wide), 1, true), new Node.Relu("r", "a")),
        of(
            "rectangular",
            conv("a", STEM, C, C, window(Axis.of(1, 2, 0), Axis.of(5, 1, 2)), 1, false),
            new Node.Norm("n", "a", C, 1e-5),
            new Node.Relu("r", "n")),
        of(
            "uneven",
            conv(
                "a",
                STEM,
                C,
                C,
                window(new Axis(3, 2, 0, 1, 1), new Axis(3, 2, 1, 2, 1)),
                1,
                true)),
        of(
            "uneven-depthwise",
            conv(
                "a",
                STEM,
                C,
                C,
                window(new Axis(3, 2, 0, 1, 1), new Axis(3, 2, 0, 1, 1)),
                C,
                true)),
        of(
            "hidden",
            new Flatten("flat", STEM),
            Node.Conv.linear("a", "flat", C * SIDE * SIDE, 7, true),
            new Node.Relu("r", "a"),
            Node.Conv.linear("b", "r", 7, 5, true)),
        of(
            "pointwise",
            Node.Conv.linear("a", STEM, C, 8, true),
            new Activation("g", "a", Activation.Function.GELU)));
  }

  private static List<NodeCase> activations() {
    return List.of(
        activation("relu6", Activation.Function.RELU6, 0),
        activation("leaky", Activation.Function.LEAKY_RELU, 0.1),
        activation("silu", Activation.Function.SILU, 0),
        activation("hardswish", Activation.Function.HARD_SWISH, 0),
        activation("hardsigmoid", Activation.Function.HARD_SIGMOID, 0),
        activation("sigmoid", Activation.Function.SIGMOID, 0),
        activation("gelu", Activation.Function.GELU, 0),
        activation("gelu-tanh", Activation.Function.GELU_TANH, 0),
        activation("tanh", Activation.Function.TANH, 0));
  }

  private static List<NodeCase> norms() {
    return List.of(
        of(
            "dense",
            new Node.Norm("a", STEM, C, 1e-5),
            new Node.Relu("r", "a"),
            new Node.Conv("b", "r", C, 8, 3, 1, 1, false),
            new Concat("both", List.of(STEM, "b"), C + 8),
            new Node.Norm("c", "both", C + 8, 1e-5),
            new Node.Relu("out", "c")),
        of("norm-alone", new Node.Norm("a", STEM, C, 1e-3, 0.99), new Node.Add("out", "a", STEM)),
        of("layer-norm", new LayerNorm("a", STEM, C, 1e-6)),
        of("layer-scale", new LayerScale("a", STEM, C)),
        of("local-norm", new LocalNorm("a", STEM, 5, 2, 0.5, 0.75)));
  }

  private static List<NodeCase> pools() {
    return List.of(
        of("max", new Node.MaxPool("p", STEM, 3, 2, 1)),
        of("max-ceil", new Node.MaxPool("p", STEM, square(2, 2, 0), true)),
        of(
            "max-rectangular",
            new Node.MaxPool("p", STEM, window(Axis.of(3, 2, 1), Axis.of(2, 1, 0)), false)),
        of("average-counting", new AveragePool("p", STEM, square(3, 2, 1), false, true)),
        of("average", new AveragePool("p", STEM, square(3, 2, 1), false, false)),
        of("average-counting-ceil", new AveragePool("p", STEM, square(2, 2, 0), true, true)),
        of("average-ceil", new AveragePool("p", STEM, square(4, 3, 1), true, false)),
        of("global-max", new GlobalMax("p", STEM)),
        of("adaptive-same", new AdaptiveAverage("p", STEM, SIDE), new Node.Add("out", "p", STEM)),
        of("adaptive-3", new AdaptiveAverage("p", STEM, 3)),
        of("adaptive-4", new AdaptiveAverage("p", STEM, 4)),
        of("adaptive-13", new AdaptiveAverage("p", STEM, 13)));
  }

  private static List<NodeCase> others() {
    return List.of(
        of(
            "excite",
            new Node.GlobalAverage("p", STEM),
            new Node.Conv("a", "p", C, 4, 1, 1, 0, true),
            new Node.Relu("r", "a"),
            new Node.Conv("b", "r", 4, C, 1, 1, 0, true),
            new Activation("s", "b", Activation.Function.SIGMOID),
            new Product("out", STEM, "s")),
        of(
            "product",
            new Node.Conv("a", STEM, C, C, 3, 1, 1, true),
            new Activation("t", "a", Activation.Function.TANH),
            new Product("out", STEM, "t")),
        of(
            "concat",
            new Node.Conv("a", STEM, C, 5, 1, 1, 0, true),
            new Node.Conv("b", STEM, C, 3, 3, 1, 1, true),
            new Concat("out", List.of("a", STEM, "b"), C + 8)),
        of(
            "concat-16",
            new Node.Conv("a", STEM, C, 32, 1, 1, 0, true),
            new Node.Conv("b", STEM, C, C, 3, 1, 1, true),
            new Concat("out", List.of("a", "b", STEM), 64)),
        of(
            "shuffle",
            Channels.part("first", STEM, C, 0, 8),
            Channels.part("second", STEM, C, 8, 16),
            conv("a", "second", 8, 8, square(3, 1, 1), 8, true),
            new Concat("both", List.of("first", "a"), C),
            Channels.shuffle("out", "both", C, 2)));
  }

  Plan plan() {
    List<Node> all = new ArrayList<>();
    all.add(new Node.Conv(STEM, Plan.INPUT, 3, C, 3, 1, 1, false));
    all.addAll(nodes);
    String last = all.get(all.size() - 1).name();
    Plan body = new Plan(all, last, "head", 1, 2);
    int values = IntStream.of(body.shapes(SIDE).get(last)).reduce(1, (a, b) -> a * b);
    all.add(new Flatten("mix.flatten", last));
    all.add(Node.Conv.linear("mix", "mix.flatten", values, FEATURES, true));
    return new Plan(all, "mix", "head", FEATURES, 2);
  }

  @Override
  public String toString() {
    return name;
  }
}
