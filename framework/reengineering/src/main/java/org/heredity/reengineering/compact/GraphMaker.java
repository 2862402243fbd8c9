package org.heredity.reengineering.compact;

import java.util.ArrayList;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.compact.CompactGraph;
import org.heredity.compact.Operation;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/** Turns a compact model into what is deployed, its head a convolution like the others. */
final class GraphMaker implements Node.VoidVisitor {
  private final StateDict weights;
  private final List<Operation> operations = new ArrayList<>();

  private GraphMaker(StateDict weights) {
    this.weights = weights;
  }

  static CompactGraph of(CompactModel model) {
    Plan plan = model.plan();
    GraphMaker maker = new GraphMaker(model.weights());
    plan.nodes().forEach(node -> node.accept(maker));
    maker.conv(
        new Node.Conv(plan.head(), plan.features(), plan.headIn(), plan.headOut(), 1, 1, 0, true));
    return new CompactGraph(model.imageSize(), maker.operations, plan.head());
  }

  private float[] tensor(Node node, String part) {
    return Floats.copy(weights.get(node.name() + "." + part));
  }

  @Override
  public void conv(Node.Conv c) {
    operations.add(
        new Operation.Convolution(
            c.name(),
            c.input(),
            c.in(),
            c.out(),
            c.kernel(),
            c.stride(),
            c.padding(),
            tensor(c, "weight"),
            c.bias() ? tensor(c, "bias") : new float[c.out()]));
  }

  @Override
  public void padShortcut(Node.PadShortcut s) {
    throw new IllegalArgumentException("a compact model has no " + s);
  }

  @Override
  public void norm(Node.Norm n) {
    throw new IllegalArgumentException("a compact model has no " + n);
  }

  @Override
  public void relu(Node.Relu r) {
    operations.add(new Operation.Relu(r.name(), r.input()));
  }

  @Override
  public void add(Node.Add a) {
    operations.add(new Operation.Add(a.name(), a.first(), a.second()));
  }

  @Override
  public void offset(Node.Offset o) {
    operations.add(new Operation.Offset(o.name(), o.input(), tensor(o, "map")));
  }

  @Override
  public void maxPool(Node.MaxPool p) {
    operations.add(new Operation.MaxPool(p.name(), p.input(), p.kernel(), p.stride(), p.padding()));
  }

  @Override
  public void globalAverage(Node.GlobalAverage g) {
    operations.add(new Operation.GlobalAverage(g.name(), g.input()));
  }

  @Override
  public void operation(org.heredity.engine.plan.Operation o) {
    throw Compactable.refused(o);
  }
}
