package org.heredity.engine.plan;

import java.util.List;
import java.util.Map;

/**
 * Puts the shape of every tensor that a node has into a map, by PyTorch's name.
 *
 * @param shapes where to
 */
record TensorShapes(Map<String, long[]> shapes) implements Node.VoidVisitor {
  private static final List<String> NORM = List.of("weight", "bias", "running_mean", "running_var");

  @Override
  public void conv(Node.Conv c) {
    long[] linear = {c.out(), c.in()};
    long[] shape = {c.out(), c.inEach(), c.window().rows().kernel(), c.window().columns().kernel()};
    shapes.put(c.name() + ".weight", c.linear() ? linear : shape);
    if (c.bias()) {
      shapes.put(c.name() + ".bias", new long[] {c.out()});
    }
  }

  @Override
  public void padShortcut(Node.PadShortcut s) {
    // Has no tensors.
  }

  @Override
  public void norm(Node.Norm n) {
    for (String part : NORM) {
      shapes.put(n.name() + "." + part, new long[] {n.channels()});
    }
    shapes.put(n.name() + ".num_batches_tracked", new long[0]);
  }

  @Override
  public void relu(Node.Relu r) {
    // Has no tensors.
  }

  @Override
  public void add(Node.Add a) {
    // Has no tensors.
  }

  @Override
  public void offset(Node.Offset o) {
    shapes.put(o.name() + ".map", new long[] {o.channels(), o.side(), o.side()});
  }

  @Override
  public void maxPool(Node.MaxPool p) {
    // Has no tensors.
  }

  @Override
  public void globalAverage(Node.GlobalAverage g) {
    // Has no tensors.
  }

  @Override
  public void operation(Operation o) {
    shapes.putAll(o.tensors());
  }
}
