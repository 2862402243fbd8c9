package org.heredity.engine;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.CountNonZero;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one image costs, counted as fvcore's {@code FlopCountAnalysis} does in eval mode, which both
 * papers report as FLOPs: a multiplication with its addition counts once. A batch norm counts two
 * an element, an average pool one an element of its input; activations, sums, max pools and biases
 * count nothing.
 *
 * @param convolutions multiplications of the convolutions
 * @param linear multiplications of the linear layers, head included
 * @param norms operations of batch norm
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
    Map<String, int[]> shapes = plan.shapes(imageSize);
    long convolutions = 0;
    long linear = nonZero(weights, plan.head(), (long) plan.headIn() * plan.headOut());
    long norms = 0;
    long pools = 0;
    for (Node node : plan.nodes()) {
      int[] in = shapes.get(node.inputs().get(0));
      int[] out = shapes.get(node.name());
      if (node instanceof Node.Conv conv) {
        long size = (long) conv.in() * conv.out() * conv.kernel() * conv.kernel();
        long multiplications = nonZero(weights, conv.name(), size) * out[1] * out[1];
        if (plan.linear(conv)) {
          linear += multiplications;
        } else {
          convolutions += multiplications;
        }
      } else if (node instanceof Node.Norm) {
        norms += 2L * out[0] * out[1] * out[1];
      } else if (node instanceof Node.GlobalAverage) {
        pools += (long) in[0] * in[1] * in[1];
      }
    }
    return new OperationCount(convolutions, linear, norms, pools);
  }

  private static long nonZero(StateDict weights, String module, long size) {
    if (weights == null) {
      return size;
    }
    INDArray weight = weights.get(module + ".weight");
    return Nd4j.getExecutioner().exec(new CountNonZero(weight)).getLong(0);
  }
}
