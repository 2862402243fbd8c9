package org.heredity.engine.onednn;

import java.util.Map;
import java.util.Set;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Who still takes a value while a plan is compiled: what may be fused, what may give its memory
 * back.
 */
final class Consumers {
  private final Plan plan;
  private final Map<String, Integer> left;

  Consumers(Plan plan) {
    this.plan = plan;
    this.left = plan.consumers();
  }

  /** The node that alone takes a value, if it is of a kind, or null. */
  <T extends Node> T only(String value, Class<T> kind) {
    if (left.get(value) != 1 || value.equals(plan.features())) {
      return null;
    }
    return plan.nodes(kind).stream()
        .filter(node -> node.inputs().contains(value))
        .findFirst()
        .orElse(null);
  }

  /** The sum that alone takes a value and whose other operand is there already, or null. */
  Node.Add fusableAdd(String value, Set<String> present) {
    Node.Add add = only(value, Node.Add.class);
    return add != null && present.contains(other(add, value)) ? add : null;
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
