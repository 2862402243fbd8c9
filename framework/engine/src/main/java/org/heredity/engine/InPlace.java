package org.heredity.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/**
 * Whether a node's result lies where its input did, because both are computed at once: what is
 * folded into a convolution, and functions of single values behind what can compute them. Where it
 * depends on more than is known here, the answer is no. Immutable.
 */
final class InPlace implements Node.Visitor<Boolean> {
  private final Plan plan;
  private final Map<String, int[]> shapes;
  private final Mode mode;
  private final boolean dnn;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Integer> consumers;
  private final Set<Node> folded;

  /**
   * Of a plan whose batch norms are not folded yet.
   *
   * @param shapes of the plan's values
   */
  InPlace(Plan plan, Map<String, int[]> shapes, Mode mode) {
    this.plan = plan;
    this.shapes = shapes;
    this.mode = mode;
    this.dnn = DnnRunner.available();
    this.consumers = plan.consumers();
    this.folded = mode.folded() ? new HashSet<>(Folding.folded(plan).values()) : Set.of();
    plan.nodes().forEach(node -> nodes.put(node.name(), node));
  }

  /** The node that makes a value, if it is of a kind and one node alone takes the value. */
  private <T extends Node> Optional<T> maker(String value, Class<T> kind) {
    boolean alone = consumers.getOrDefault(value, 0) == 1 && !value.equals(plan.features());
    return Optional.ofNullable(alone ? nodes.get(value) : null).flatMap(node -> node.as(kind));
  }

  /** The convolution that a value is made by, with what is folded into it. */
  private Optional<Node.Conv> convolution(String value) {
    String made =
        maker(value, Node.Norm.class).filter(folded::contains).map(Node.Norm::input).orElse(value);
    return maker(made, Node.Conv.class);
  }

  @Override
  public Boolean conv(Node.Conv c) {
    return false;
  }

  @Override
  public Boolean padShortcut(Node.PadShortcut s) {
    return false;
  }

  @Override
  public Boolean norm(Node.Norm n) {
    return folded.contains(n);
  }

  @Override
  public Boolean relu(Node.Relu r) {
    if (mode == Mode.OBSERVE) {
      return false;
    }
    boolean norms = mode == Mode.TRAIN || mode == Mode.INFER;
    return maker(r.input(), Node.Add.class).isPresent()
        || norms && maker(r.input(), Node.Norm.class).isPresent()
        || mode.folded() && convolution(r.input()).isPresent();
  }

  @Override
  public Boolean add(Node.Add a) {
    return false;
  }

  @Override
  public Boolean offset(Node.Offset o) {
    return false;
  }

  @Override
  public Boolean maxPool(Node.MaxPool p) {
    return false;
  }

  @Override
  public Boolean globalAverage(Node.GlobalAverage g) {
    return false;
  }

  @Override
  public Boolean operation(Operation o) {
    return dnn && o.as(Activation.class).filter(this::joined).isPresent();
  }

  private boolean joined(Activation activation) {
    return convolution(activation.input())
        .filter(c -> DnnRunner.joins(c, shapes.get(c.name())[1], activation, mode))
        .isPresent();
  }
}
