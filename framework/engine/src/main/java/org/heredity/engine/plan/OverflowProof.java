package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;

/**
 * That no value of a network in eval mode overflows single precision, whatever the image: each is
 * bounded by what the weights can make of those before it. Where weights and images are finite, NaN
 * comes of overflow alone; so a kernel that would hide it has nothing to hide.
 *
 * <p>Over many layers such bounds outgrow the values by far. A proof then leans on checkpoints:
 * results that are looked at while the network runs, and that bound what follows as long as they
 * hold nothing larger than {@link #VALUES}. They are where the fewest numbers are to be looked at.
 *
 * <p>A proof for a plan with batch norms is one for the plan that they are {@linkplain Folding
 * folded} into, for a network of which weights are masked, and for dropout among hidden linear
 * layers. Immutable and thread-safe.
 *
 * @param holds whether there is one; if not, any image may overflow
 * @param checkpoints names of the nodes whose results are to be looked at, in order
 */
public record OverflowProof(boolean holds, List<String> checkpoints) {
  /** The largest absolute value of the images that a proof is about. */
  public static final float IMAGES = 1e3f;

  /** The largest absolute value at checkpoints that a proof is about. */
  public static final float VALUES = 1e12f;

  /**
   * The most that a bound may be, 340,000 times less than what is infinite: within Winograd
   * convolutions values are up to 3,500 times as large as before and after, a global average sums
   * up to 512 x 512 of them before it divides, and dropout at two places doubles them.
   */
  static final double LIMIT = 1e33;

  public OverflowProof {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Looks for the proof that costs least.
   *
   * @param weights what the plan needs
   * @param imageSize side of the images, from which follows how many numbers a result has
   */
  public static OverflowProof of(Plan plan, StateDict weights, int imageSize) {
    Bounds bounds = new Bounds(plan, weights);
    Map<String, int[]> shapes = plan.shapes(imageSize);
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(List.of(), 0, bounds.behind(-1, IMAGES, LIMIT).size()));
    for (int place : places(plan)) {
      String name = plan.nodes().get(place).name();
      int[] shape = shapes.get(name);
      double numbers = (double) shape[0] * shape[1] * shape[2];
      int reach = place + 1 + bounds.behind(place, VALUES, LIMIT).size();
      cheapest(routes, place).ifPresent(route -> routes.add(route.by(name, numbers, reach)));
    }
    return cheapest(routes, plan.nodes().size() - 1)
        .map(route -> new OverflowProof(true, route.checkpoints()))
        .orElse(new OverflowProof(false, List.of()));
  }

  /**
   * Checkpoints that prove a part of a plan.
   *
   * @param numbers looked at for each image
   * @param reach the first node whose result may overflow
   */
  private record Route(List<String> checkpoints, double numbers, int reach) {
    Route by(String checkpoint, double more, int further) {
      List<String> all = Stream.concat(checkpoints.stream(), Stream.of(checkpoint)).toList();
      return new Route(all, numbers + more, further);
    }
  }

  private static Optional<Route> cheapest(List<Route> routes, int node) {
    return routes.stream()
        .filter(route -> route.reach() > node)
        .min(Comparator.comparingDouble(Route::numbers));
  }

  /**
   * Where a checkpoint bounds all that follows: no later node takes a result from before it. Nodes
   * whose results are the same, and there, whether batch norms are folded or not.
   */
  private static List<Integer> places(Plan plan) {
    Set<Node> there = new HashSet<>(plan.nodes(Node.Relu.class));
    there.addAll(plan.nodes(Node.MaxPool.class));
    there.addAll(plan.nodes(Node.GlobalAverage.class));
    there.addAll(plan.nodes(Operation.class));
    // A sum that an activation reads may become one with it.
    Set<String> activated = new HashSet<>();
    plan.nodes(Node.Relu.class).forEach(relu -> activated.add(relu.input()));
    plan.nodes(Activation.class).forEach(activation -> activated.add(activation.input()));
    for (Node.Add add : plan.nodes(Node.Add.class)) {
      if (!activated.contains(add.name())) {
        there.add(add);
      }
    }
    return plan.necks().stream().filter(i -> there.contains(plan.nodes().get(i))).toList();
  }
}
