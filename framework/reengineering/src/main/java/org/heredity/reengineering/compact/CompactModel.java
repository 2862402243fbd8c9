package org.heredity.reengineering.compact;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * A network that {@link Compaction} made smaller. Immutable.
 *
 * @param plan what is left, without batch norms
 * @param weights what it needs, of the shapes that {@link Plan#tensors()} tells
 * @param imageSize side of the images that it is made for, in pixels
 * @param layers what was kept of the network before, in forward order
 */
public record CompactModel(Plan plan, StateDict weights, int imageSize, List<Layer> layers) {
  /** Larger ones are not what this is for; keeps products within 32 bits. */
  private static final int MOST = 1 << 16;

  /**
   * A convolution or linear layer, the head excepted.
   *
   * @param name PyTorch's
   * @param channels it had
   * @param kept numbers of those that are still computed, from 0, ascending
   */
  public record Layer(String name, int channels, List<Integer> kept) {
    public Layer {
      kept = List.copyOf(kept);
      int before = -1;
      for (int channel : kept) {
        if (channel <= before || channel >= channels) {
          throw new IllegalArgumentException(
              "layer '" + name + "' of " + channels + " channels keeps " + kept);
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
      require(fits(node), node + " has sizes that cannot be");
    }
    shapes.put(Plan.INPUT, new int[] {3, imageSize});
    for (Node node : plan.nodes()) {
      for (String input : node.inputs()) {
        require(shapes.containsKey(input), node + " comes before its input");
      }
      int[] in = shapes.get(node.inputs().get(0));
      int[] out = Plan.shape(node, in);
      require(takes(node, in, shapes) && out[1] > 0, node + " does not fit its input");
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

  private static boolean fits(Node node) {
    if (node instanceof Node.Conv c) {
      return within(c.in())
          && within(c.out())
          && within(c.kernel())
          && within(c.stride())
          && c.padding() >= 0
          && c.padding() < c.kernel();
    }
    if (node instanceof Node.MaxPool p) {
      return within(p.kernel())
          && within(p.stride())
          && p.padding() >= 0
          && p.padding() < p.kernel();
    }
    return !(node instanceof Node.Offset o) || within(o.channels()) && within(o.side());
  }

  private static boolean within(int size) {
    return size > 0 && size < MOST;
  }

  private static boolean takes(Node node, int[] in, Map<String, int[]> shapes) {
    if (node instanceof Node.Conv c) {
      return c.in() == in[0] && in[1] + 2 * c.padding() >= c.kernel();
    }
    if (node instanceof Node.MaxPool p) {
      return in[1] + 2 * p.padding() >= p.kernel();
    }
    if (node instanceof Node.Offset o) {
      return o.channels() == in[0] && o.side() == in[1];
    }
    if (node instanceof Node.Add a) {
      return Arrays.equals(in, shapes.get(a.second()));
    }
    return node instanceof Node.Relu || node instanceof Node.GlobalAverage;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Channels that are no longer computed, of all convolutions and linear layers but the head. */
  public int removed() {
    return layers.stream().mapToInt(layer -> layer.channels() - layer.kept().size()).sum();
  }

  /** Channels that there were. */
  public int channels() {
    return layers.stream().mapToInt(Layer::channels).sum();
  }
}
