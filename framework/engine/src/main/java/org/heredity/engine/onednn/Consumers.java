package org.heredity.engine.onednn;

import java.util.Map;
import java.util.Set;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/** Who still takes a value while a plan is laid out: what may be fused, what may be given back. */
final class Consumers {
  private final Plan plan;
  private final Map<String, Integer> left;

  Consumers(Plan plan) {
    this.plan = plan;
    this.left = plan.consumers();
  }

  /** The node that alone takes a value, or null. */
  Node only(String value) {
    if (left.get(value) != 1 || value.equals(plan.features())) {
      return null;
    }
    return plan.nodes().stream().filter(n -> n.inputs().contains(value)).findFirst().orElse(null);
  }

  /** The ReLU that alone takes a value, or null. */
  Node.Relu onlyRelu(String value) {
    return only(value) instanceof Node.Relu r ? r : null;
  }

  /** The sum that alone takes a value and whose other operand is there already, or null. */
  Node.Add fusableAdd(String value, Set<String> present) {
    return only(value) instanceof Node.Add a && present.contains(other(a, value)) ? a : null;
  }

  /** A sum's other operand. */
  static String other(Node.Add add, String operand) {
    return add.first().equals(operand) ? add.second() : add.first();
  }

  /** Takes one consumer away; whether it was the last. */
  boolean used(String value) {
    return left.merge(value, -1, Integer::sum) == 0;
  }
}
