package org.heredity.reengineering.compact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes the channels out of a network that cannot matter: those that no image changes, and those
 * that no path of weights joins to the logits. What the former were becomes part of the biases of
 * those that read them, or, where it varies with the place (a convolution's padding is zero, not
 * the constant), a map added behind the convolution. Nothing is approximated: logits differ from
 * those of the network before by rounding alone, at the one image size that the maps are made for.
 */
public final class Compaction {
  /** Relative to the largest; maps are computed in double precision. */
  private static final double UNIFORM = 1e-9;

  private final Plan plan;
  private final StateDict weights;
  private final int imageSize;
  private final Map<String, Filters> filters = new HashMap<>();
  private final FixedChannels fixed;
  private final LiveChannels live;
  private final RetainedChannels retained;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, INDArray> tensors = new LinkedHashMap<>();

  /**
   * By node of the plan the node that now has its retained channels; none if nothing of it is
   * computed.
   */
  private final Map<String, String> emitted = new HashMap<>();

  private final Set<String> rectified = new HashSet<>();

  private Compaction(Plan plan, StateDict weights, int imageSize) {
    this.plan = plan;
    this.weights = weights;
    this.imageSize = imageSize;
    Map<String, int[]> shapes = plan.shapes(imageSize);
    for (Node.Conv c : plan.nodes(Node.Conv.class)) {
      filters.put(c.name(), Filters.of(c, weights, shapes.get(c.input())[1]));
    }
    filters.put(plan.head(), Filters.of(plan.headIn(), plan.headOut(), plan.head(), weights));
    fixed = new FixedChannels(plan, weights, filters, shapes);
    live = new LiveChannels(plan, filters, fixed);
    retained = new RetainedChannels(plan, fixed, live);
    emitted.put(Plan.INPUT, Plan.INPUT);
  }

  /**
   * A network without the channels that its zero weights made useless.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static CompactModel of(NetworkSpec spec, StateDict weights) {
    return of(spec.plan(), spec.fit(weights), spec.imageSize());
  }

  /**
   * The smallest network that computes the same.
   *
   * @param plan as the architecture has it, batch norms included
   * @param weights what it needs, zero where removed
   * @param imageSize side of the images, in pixels
   * @throws IllegalArgumentException naming a node that cannot be compacted; {@link Compactable}
   *     tells beforehand
   */
  public static CompactModel of(Plan plan, StateDict weights, int imageSize) {
    Compactable.require(plan);
    Folding folding = Folding.of(plan, weights);
    return new Compaction(folding.plan(), folding.weights(), imageSize).model();
  }

  private CompactModel model() {
    Emitter emitter = new Emitter();
    for (Node node : plan.nodes()) {
      if (!retained.idle(node.name())) {
        node.accept(emitter);
      }
    }
    String features = emitted.get(plan.features());
    if (features == null) {
      features = plan.features();
      nodes.clear();
      nodes.add(new Node.GlobalAverage(features, Plan.INPUT));
    }
    int in = head();
    List<CompactModel.Layer> layers = new ArrayList<>();
    for (Node.Conv c : plan.nodes(Node.Conv.class)) {
      int[] channels = retained.idle(c.name()) ? new int[0] : retained.of(c.name());
      layers.add(
          new CompactModel.Layer(c.name(), c.out(), IntStream.of(channels).boxed().toList()));
    }
    return new CompactModel(
        new Plan(nodes, features, plan.head(), in, plan.headOut()),
        StateDict.of(tensors),
        imageSize,
        layers);
  }

  /** Makes the compact network's nodes from those of the plan, one after the other. */
  private final class Emitter implements Node.VoidVisitor {
    @Override
    public void conv(Node.Conv c) {
      convolution(c);
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      shortcut(s);
    }

    @Override
    public void norm(Node.Norm n) {
      throw new IllegalArgumentException("a folded plan has no " + n);
    }

    @Override
    public void relu(Node.Relu r) {
      String input = emitted.get(r.input());
      if (rectified.contains(input)) {
        emitted.put(r.name(), input);
      } else {
        rectified.add(r.name());
        put(r.name(), r.withInputs(emitted::get));
      }
    }

    @Override
    public void add(Node.Add a) {
      sum(a);
    }

    @Override
    public void offset(Node.Offset o) {
      throw new IllegalArgumentException("a network of an architecture has no " + o);
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      put(p.name(), p.withInputs(emitted::get));
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      put(g.name(), g.withInputs(emitted::get));
    }

    @Override
    public void operation(Operation o) {
      throw Compactable.refused(o);
    }
  }

  private void put(String original, Node node) {
    nodes.add(node);
    emitted.put(original, node.name());
  }

  private void convolution(Node.Conv conv) {
    int[] in = retained.of(conv.input());
    int[] out = retained.of(conv.name());
    boolean[] removed = new boolean[conv.in()];
    for (int i = 0; i < removed.length; i++) {
      removed[i] = !retained.retains(conv.input(), i);
    }
    boolean[] used = live.of(conv.name());
    double[] bias = new double[out.length];
    double[][] maps = new double[out.length][];
    for (int o = 0; o < out.length; o++) {
      if (used[out[o]]) {
        bias[o] = conv.bias() ? weights.get(conv.name() + ".bias").getDouble(out[o]) : 0;
        maps[o] = fixed.contribution(conv, out[o], removed);
      }
    }
    float[] part = filters.get(conv.name()).part(out, in, used);
    emitConvolution(conv, in.length, part, bias, maps);
  }

  /** Padding with channels of zeros is a convolution that picks channels. */
  private void shortcut(Node.PadShortcut node) {
    int[] in = retained.of(node.input());
    int[] out = retained.of(node.name());
    float[] picks = new float[out.length * in.length];
    double[][] maps = new double[out.length][];
    for (int o = 0; o < out.length; o++) {
      int i = Arrays.binarySearch(in, out[o] - node.before());
      if (i >= 0) {
        picks[o * in.length + i] = 1;
      } else if (live.of(node.name())[out[o]]) {
        maps[o] = fixed.map(node.name(), out[o]);
      }
    }
    Node.Conv conv =
        new Node.Conv(node.name(), node.input(), node.in(), node.out(), 1, node.stride(), 0, true);
    emitConvolution(conv, in.length, picks, new double[out.length], maps);
  }

  private void emitConvolution(
      Node.Conv conv, int in, float[] part, double[] bias, double[][] maps) {
    int out = bias.length;
    for (int o = 0; o < out; o++) {
      if (maps[o] != null && uniform(maps[o])) {
        bias[o] += maps[o][0];
        maps[o] = null;
      }
    }
    put(conv.name(), conv.resized(emitted.get(conv.input()), in, out));
    long[] shape = {out, in, conv.kernel(), conv.kernel()};
    tensors.put(
        conv.name() + ".weight", Floats.array(part, conv.linear() ? new long[] {out, in} : shape));
    tensors.put(conv.name() + ".bias", floats(bias));
    offset(conv.name(), conv.name(), maps);
  }

  private static INDArray floats(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Floats.array(rounded, rounded.length);
  }

  private void sum(Node.Add node) {
    String first = emitted.get(node.first());
    String second = emitted.get(node.second());
    if (first != null && second != null) {
      put(node.name(), new Node.Add(node.name(), first, second));
      return;
    }
    String idle = first == null ? node.first() : node.second();
    int[] channels = retained.of(node.name());
    double[][] maps = new double[channels.length][];
    for (int c = 0; c < channels.length; c++) {
      if (live.of(node.name())[channels[c]]) {
        maps[c] = fixed.map(idle, channels[c]);
      }
    }
    emitted.put(node.name(), first == null ? second : first);
    offset(node.name(), node.name(), maps);
  }

  /** Adds maps to what {@code original} has become; null is nothing to add. */
  private void offset(String original, String name, double[][] maps) {
    if (Arrays.stream(maps).allMatch(m -> m == null || Arrays.stream(m).allMatch(v -> v == 0))) {
      return;
    }
    int side = fixed.side(original);
    float[] values = new float[maps.length * side * side];
    for (int c = 0; c < maps.length; c++) {
      for (int p = 0; maps[c] != null && p < side * side; p++) {
        values[c * side * side + p] = (float) maps[c][p];
      }
    }
    Node.Offset node = new Node.Offset(name + ".offset", emitted.get(original), maps.length, side);
    put(original, node);
    tensors.put(node.name() + ".map", Floats.array(values, maps.length, side, side));
  }

  private static boolean uniform(double[] map) {
    double low = Arrays.stream(map).min().orElseThrow();
    double high = Arrays.stream(map).max().orElseThrow();
    return high - low <= UNIFORM * Math.max(Math.abs(low), Math.abs(high));
  }

  /** Puts the head's tensors, and returns how many features it takes. */
  private int head() {
    boolean constant = !emitted.containsKey(plan.features());
    int[] in = constant ? new int[0] : retained.of(plan.features());
    int width = constant ? fixed.channels(Plan.INPUT) : in.length;
    Filters head = filters.get(plan.head());
    float[] part = new float[head.out * width];
    double[] bias = new double[head.out];
    for (int o = 0; o < head.out; o++) {
      for (int i = 0; i < in.length; i++) {
        part[o * width + i] = head.weight(o, in[i], 0, 0);
      }
      bias[o] = weights.get(plan.head() + ".bias").getDouble(o);
      for (int i = 0; i < head.in; i++) {
        boolean folded = fixed.fixed(plan.features(), i) && Arrays.binarySearch(in, i) < 0;
        bias[o] += folded ? head.weight(o, i, 0, 0) * fixed.map(plan.features(), i)[0] : 0;
      }
    }
    tensors.put(plan.head() + ".weight", Floats.array(part, head.out, width));
    tensors.put(plan.head() + ".bias", floats(bias));
    return width;
  }
}
