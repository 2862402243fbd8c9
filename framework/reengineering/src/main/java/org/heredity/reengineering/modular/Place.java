package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.api.config.UsageException;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.reengineering.compact.Compactable;

/**
 * Where kernels become neurons: a ReLU, with the convolutions whose results it rectifies, through
 * batch norm and, at the end of a residual block, through the sum. Convolutions that meet in a sum
 * share a place, and so their neurons and kernels. Immutable.
 *
 * @param relu name of the ReLU
 * @param convolutions one, or those that meet in the sum before it
 * @param channels of the result
 * @param side of the result, in pixels
 */
record Place(String relu, List<Node.Conv> convolutions, int channels, int side) {
  Place {
    convolutions = List.copyOf(convolutions);
  }

  /** Elements of the result for one image. */
  int neurons() {
    return channels * side * side;
  }

  /** Values of an image in a row: which channel the one at {@code index} belongs to. */
  int channel(int index) {
    return index / (side * side);
  }

  /**
   * The places of a network, in forward order.
   *
   * @throws UsageException if a convolution's result is not rectified
   */
  static List<Place> of(NetworkSpec spec) {
    Compactable.require(spec);
    Plan plan = spec.plan();
    Map<String, String> passes = new HashMap<>();
    plan.nodes(Node.Norm.class).forEach(norm -> passes.put(norm.input(), norm.name()));
    plan.nodes(Node.Add.class)
        .forEach(add -> add.inputs().forEach(input -> passes.put(input, add.name())));
    Map<String, String> rectified = new HashMap<>();
    plan.nodes(Node.Relu.class).forEach(relu -> rectified.put(relu.input(), relu.name()));
    Map<String, List<Node.Conv>> byRelu = new HashMap<>();
    for (Node.Conv conv : plan.convolutions()) {
      String at = conv.name();
      while (at != null && !rectified.containsKey(at)) {
        at = passes.get(at);
      }
      if (at == null) {
        throw new UsageException(
            "the result of convolution '"
                + conv.name()
                + "' is not rectified, so it has no"
                + " neurons that modules could leave out; use another architecture");
      }
      byRelu.computeIfAbsent(rectified.get(at), relu -> new ArrayList<>()).add(conv);
    }
    Map<String, int[]> shapes = plan.shapes(spec.imageSize());
    return plan.nodes(Node.Relu.class).stream()
        .filter(relu -> byRelu.containsKey(relu.name()))
        .map(
            relu -> {
              int[] shape = shapes.get(relu.name());
              return new Place(relu.name(), byRelu.get(relu.name()), shape[0], shape[1]);
            })
        .toList();
  }

  /** The names of the ReLUs. */
  static List<String> names(List<Place> places) {
    return places.stream().map(Place::relu).toList();
  }

  /**
   * Which channels of each convolution's input there are, for kernels that are left out.
   *
   * @param kernels by place and channel whether it is kept
   * @return by name of the convolution
   */
  static Map<String, boolean[]> inputs(NetworkSpec spec, List<Place> places, boolean[][] kernels) {
    Map<String, boolean[]> kept = new HashMap<>();
    for (int p = 0; p < places.size(); p++) {
      kept.put(places.get(p).relu(), kernels[p]);
    }
    Set<String> relus = kept.keySet().stream().collect(Collectors.toUnmodifiableSet());
    LiveInputs live = new LiveInputs(spec, kept);
    for (Node node : spec.plan().nodes()) {
      if (!relus.contains(node.name())) {
        kept.put(node.name(), node.accept(live));
      }
    }
    Map<String, boolean[]> inputs = new LinkedHashMap<>();
    for (Node.Conv conv : spec.plan().convolutions()) {
      inputs.put(conv.name(), kept.get(conv.input()));
    }
    return inputs;
  }
}
