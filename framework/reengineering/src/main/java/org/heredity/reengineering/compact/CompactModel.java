package org.heredity.reengineering.compact;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.compact.CompactGraph;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.CountNonZero;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that {@link Compaction} made smaller. Immutable.
 *
 * @param plan what is left, without batch norms
 * @param weights what it needs, of the shapes of {@link Plan#tensors()}
 * @param imageSize side of the images that it is made for, in pixels
 * @param layers what was retained of the network before, in forward order
 */
public record CompactModel(Plan plan, StateDict weights, int imageSize, List<Layer> layers) {
  /** Larger ones are not what this is for; keeps products within 32 bits. */
  private static final int MOST = 1 << 16;

  private static final Sizes SIZES = new Sizes();

  /**
   * A convolution or linear layer, the head excepted.
   *
   * @param name PyTorch's
   * @param channels it had
   * @param retained numbers of those that are still computed, from 0, ascending
   */
  public record Layer(String name, int channels, List<Integer> retained) {
    public Layer {
      retained = List.copyOf(retained);
      int before = -1;
      for (int channel : retained) {
        if (channel <= before || channel >= channels) {
          throw new IllegalArgumentException(
              "layer '" + name + "' of " + channels + " channels keeps " + retained);
        }
        before = channel;
      }
    }
  }

  /**
   * Checks that the plan can be run.
   *
   * @throws IllegalArgumentException naming the node or tensor that does not fit
   */
  public CompactModel {
    layers = List.copyOf(layers);
    require(imageSize > 0 && imageSize <= MOST, "an image size of " + imageSize);
    Map<String, int[]> shapes = new java.util.HashMap<>();
    for (Node node : plan.nodes()) {
      require(node.accept(SIZES), node + " has sizes that cannot be");
    }
    shapes.put(Plan.INPUT, new int[] {3, imageSize, imageSize});
    for (Node node : plan.nodes()) {
      for (String input : node.inputs()) {
        require(shapes.containsKey(input), node + " comes before its input");
      }
      int[] in = shapes.get(node.inputs().get(0));
      require(node.accept(new Takes(in, shapes)), node + " does not fit its input");
      int[] out = node.shape(in);
      require(shapes.put(node.name(), out) == null, "there are two nodes '" + node.name() + "'");
    }
    int[] features = shapes.get(plan.features());
    require(
        features != null && features[0] == plan.headIn() && features[1] == 1,
        "the head does not fit '" + plan.features() + "'");
    require(
        weights.names().equals(plan.tensors().keySet()),
        "expected the tensors " + plan.tensors().keySet() + ", got " + weights.names());
    plan.tensors()
        .forEach(
            (name, shape) ->
                require(
                    Arrays.equals(shape, weights.get(name).shape()),
                    name
                        + " should be "
                        + Arrays.toString(shape)
                        + " and is "
                        + Arrays.toString(weights.get(name).shape())));
  }

  /** Whether a node's sizes are possible, whatever it reads. */
  private static final class Sizes implements Node.Visitor<Boolean> {
    private static boolean within(int size) {
      return size > 0 && size < MOST;
    }

    private static boolean window(int kernel, int stride, int padding) {
      return within(kernel) && within(stride) && padding >= 0 && padding < kernel;
    }

    @Override
    public Boolean conv(Node.Conv c) {
      return within(c.in())
          && within(c.out())
          && c.simple()
          && window(c.kernel(), c.stride(), c.padding());
    }

    @Override
    public Boolean padShortcut(Node.PadShortcut s) {
      return within(s.in()) && within(s.out()) && within(s.stride());
    }

    @Override
    public Boolean norm(Node.Norm n) {
      return within(n.channels());
    }

    @Override
    public Boolean relu(Node.Relu r) {
      return true;
    }

    @Override
    public Boolean add(Node.Add a) {
      return true;
    }

    @Override
    public Boolean offset(Node.Offset o) {
      return within(o.channels()) && within(o.side());
    }

    @Override
    public Boolean maxPool(Node.MaxPool p) {
      return p.simple() && window(p.kernel(), p.stride(), p.padding());
    }

    @Override
    public Boolean globalAverage(Node.GlobalAverage g) {
      return true;
    }

    @Override
    public Boolean operation(Operation o) {
      return false;
    }
  }

  /**
   * Whether a node can be computed from what it reads; a compact model has no batch norms and no
   * shortcuts that pad.
   *
   * @param in channels and side of its first input
   * @param shapes those of all nodes before it
   */
  private record Takes(int[] in, Map<String, int[]> shapes) implements Node.Visitor<Boolean> {
    @Override
    public Boolean conv(Node.Conv c) {
      return c.in() == in[0] && in[1] + 2 * c.padding() >= c.kernel();
    }

    @Override
    public Boolean padShortcut(Node.PadShortcut s) {
      return false;
    }

    @Override
    public Boolean norm(Node.Norm n) {
      return false;
    }

    @Override
    public Boolean relu(Node.Relu r) {
      return true;
    }

    @Override
    public Boolean add(Node.Add a) {
      return Arrays.equals(in, shapes.get(a.second()));
    }

    @Override
    public Boolean offset(Node.Offset o) {
      return o.channels() == in[0] && o.side() == in[1];
    }

    @Override
    public Boolean maxPool(Node.MaxPool p) {
      return in[1] + 2 * p.padding() >= p.kernel();
    }

    @Override
    public Boolean globalAverage(Node.GlobalAverage g) {
      return true;
    }

    @Override
    public Boolean operation(Operation o) {
      return false;
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The same as it is deployed. */
  public CompactGraph graph() {
    return GraphMaker.of(this);
  }

  /**
   * The share of a convolution's or linear layer's weights that are not zero.
   *
   * @param name of the node
   */
  double density(String name) {
    INDArray weight = weights.get(name + ".weight");
    long retained = Nd4j.getExecutioner().exec(new CountNonZero(weight)).getLong(0);
    return (double) retained / weight.length();
  }

  /** Channels that are no longer computed, of all convolutions and linear layers but the head. */
  public int removed() {
    return layers.stream().mapToInt(layer -> layer.channels() - layer.retained().size()).sum();
  }

  /** Channels that there were. */
  public int channels() {
    return layers.stream().mapToInt(Layer::channels).sum();
  }
}
