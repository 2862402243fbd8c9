package org.heredity.engine.onednn;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.heredity.engine.plan.Node;

/** The results of a forward pass, by node, as far as it is compiled. Not thread-safe. */
final class Values {
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();

  void put(String name, Tensor tensor, long... shape) {
    tensors.put(name, tensor);
    shapes.put(name, shape);
  }

  Tensor tensor(String name) {
    return tensors.get(name);
  }

  /** {@code [N, C, H, W]}, whatever the layout. */
  long[] shape(String name) {
    return shapes.get(name);
  }

  Set<String> names() {
    return tensors.keySet();
  }

  /** The shape of a node's result, from that of its first input. */
  long[] shapeOf(Node node) {
    long[] in = shape(node.inputs().get(0));
    int[] out = node.shape((int) in[1], (int) in[2], (int) in[3]);
    return new long[] {in[0], out[0], out[1], out[2]};
  }
}
