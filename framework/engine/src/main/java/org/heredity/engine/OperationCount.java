package org.heredity.engine;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.CountNonZero;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one image costs, counted as fvcore's {@code FlopCountAnalysis} does in eval mode, which both
 * papers report as FLOPs: a multiplication with its addition counts once. A batch norm counts two
 * an element, layer norm five, an average pool one an element of its input; activations, sums,
 * products, max pools and biases count nothing.
 *
 * @param convolutions multiplications of the convolutions
 * @param linear multiplications of the linear layers, head included
 * @param norms operations of batch norm and layer norm
 * @param pools operations of average pools
 */
public record OperationCount(long convolutions, long linear, long norms, long pools) {
  /** Counts every weight, zero or not. */
  public static OperationCount dense(NetworkSpec spec) {
    return count(spec, null);
  }

  /**
   * Leaves out the weights that are zero, as SEAM counts its re-engineered models; batch norm and
   * pools stay whole.
   */
  public static OperationCount sparse(NetworkSpec spec, StateDict weights) {
    return count(spec, weights);
  }

  /** Counts every weight of a compiled network, such as a compact one. */
  public static OperationCount dense(Plan plan, int imageSize) {
    return count(plan, imageSize, null);
  }

  /** All together. */
  public long total() {
    return convolutions + linear + norms + pools;
  }

  /** Multiplications with weights alone: convolutions and linear layers. */
  public long multiplications() {
    return convolutions + linear;
  }

  private static OperationCount count(NetworkSpec spec, StateDict weights) {
    return count(spec.plan(), spec.imageSize(), weights);
  }

  private static OperationCount count(Plan plan, int imageSize, StateDict weights) {
    Counter counter = new Counter(plan, plan.shapes(imageSize), weights);
    long head = counter.nonZero(plan.head(), (long) plan.headIn() * plan.headOut());
    OperationCount sum = new OperationCount(0, head, 0, 0);
    for (Node node : plan.nodes()) {
      sum = sum.plus(node.accept(counter));
    }
    return sum;
  }

  private OperationCount plus(OperationCount other) {
    return new OperationCount(
        convolutions + other.convolutions,
        linear + other.linear,
        norms + other.norms,
        pools + other.pools);
  }

  /**
   * Counts for one node.
   *
   * @param shapes channels, height and width of every node's result
   * @param weights null to count every weight
   */
  private record Counter(Plan plan, Map<String, int[]> shapes, StateDict weights)
      implements Node.Visitor<OperationCount> {
    private static final OperationCount NOTHING = new OperationCount(0, 0, 0, 0);

    private long elements(String node) {
      return shapes.get(node)[0] * pixels(node);
    }

    private long pixels(String node) {
      int[] shape = shapes.get(node);
      return (long) shape[1] * shape[2];
    }

    long nonZero(String module, long size) {
      if (weights == null) {
        return size;
      }
      INDArray weight = weights.get(module + ".weight");
      return Nd4j.getExecutioner().exec(new CountNonZero(weight)).getLong(0);
    }

    @Override
    public OperationCount conv(Node.Conv c) {
      long multiplications = nonZero(c.name(), c.weights()) * pixels(c.name());
      return c.linear()
          ? new OperationCount(0, multiplications, 0, 0)
          : new OperationCount(multiplications, 0, 0, 0);
    }

    @Override
    public OperationCount padShortcut(Node.PadShortcut s) {
      return NOTHING;
    }

    @Override
    public OperationCount norm(Node.Norm n) {
      return new OperationCount(0, 0, 2 * elements(n.name()), 0);
    }

    @Override
    public OperationCount relu(Node.Relu r) {
      return NOTHING;
    }

    @Override
    public OperationCount add(Node.Add a) {
      return NOTHING;
    }

    @Override
    public OperationCount offset(Node.Offset o) {
      return NOTHING;
    }

    @Override
    public OperationCount maxPool(Node.MaxPool p) {
      return NOTHING;
    }

    /** Of single pixels that a max pool left there is none: it is how VGG16 is flattened. */
    @Override
    public OperationCount globalAverage(Node.GlobalAverage g) {
      boolean flattens =
          shapes.get(g.input())[1] == 1
              && plan.nodes(Node.MaxPool.class).stream().anyMatch(p -> p.name().equals(g.input()));
      return flattens ? NOTHING : new OperationCount(0, 0, 0, elements(g.input()));
    }

    @Override
    public OperationCount operation(Operation o) {
      long count = o.count(elements(o.inputs().get(0)));
      // What is trained and counted is a norm; what is not trained, a pool.
      return o.tensors().isEmpty()
          ? new OperationCount(0, 0, 0, count)
          : new OperationCount(0, 0, count, 0);
    }
  }
}
