package org.heredity.reengineering.compact;

import java.util.Map;
import org.heredity.api.config.UsageException;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/** Which networks can be compacted: those of plain convolutions, ReLUs, sums and max pools. */
public final class Compactable {
  private Compactable() {}

  /**
   * Refuses a network that cannot be.
   *
   * @throws IllegalArgumentException naming the first node that is of another kind
   */
  public static void require(Plan plan) {
    Map<String, Node.Norm> folded = Folding.folded(plan);
    for (Node.Norm norm : plan.nodes(Node.Norm.class)) {
      require(folded.containsValue(norm), norm);
    }
    plan.nodes(Node.Conv.class).forEach(conv -> require(conv.simple(), conv));
    for (Node.MaxPool pool : plan.nodes(Node.MaxPool.class)) {
      require(pool.simple(), pool);
    }
    for (Operation operation : plan.nodes(Operation.class)) {
      throw refused(operation);
    }
  }

  private static void require(boolean condition, Node node) {
    if (!condition) {
      throw refused(node);
    }
  }

  /**
   * Refuses a teacher that cannot be.
   *
   * @throws UsageException naming its architecture, the first such node, and what to do
   */
  public static void require(NetworkSpec teacher) {
    try {
      require(teacher.plan());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          teacher.architecture().name()
              + " cannot be re-engineered: "
              + e.getMessage()
              + "; take a ResNet of plain convolutions, or vgg16-bn-cifar",
          e);
    }
  }

  /** What says that a node is of a kind that nothing is known of here. */
  public static IllegalArgumentException refused(Node node) {
    return new IllegalArgumentException(
        "node '" + node.name() + "' (" + node + ") is of a kind that compaction does not know");
  }
}
