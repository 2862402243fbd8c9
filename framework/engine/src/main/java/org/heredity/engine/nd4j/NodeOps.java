package org.heredity.engine.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Compiles nodes to ND4J's operations.
 *
 * @param mode says which gradients are computed
 * @param tensors the runner's, by PyTorch's name
 * @param gradients where those of tensors are put, by the same names
 */
record NodeOps(Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients)
    implements Node.Visitor<NodeOp> {

  @Override
  public NodeOp conv(Node.Conv c) {
    return new ConvolutionOp(c, mode, tensors, gradients);
  }

  @Override
  public NodeOp padShortcut(Node.PadShortcut s) {
    return new Shortcut(s);
  }

  @Override
  public NodeOp norm(Node.Norm n) {
    return new NormOp(n, mode, tensors, gradients);
  }

  @Override
  public NodeOp relu(Node.Relu r) {
    return new Rectifier(r);
  }

  @Override
  public NodeOp add(Node.Add a) {
    return new Sum(a);
  }

  @Override
  public NodeOp offset(Node.Offset o) {
    return new MapSum(o, tensors);
  }

  @Override
  public NodeOp maxPool(Node.MaxPool p) {
    return new MaximumOp(p.input(), p::window);
  }

  @Override
  public NodeOp globalAverage(Node.GlobalAverage g) {
    return new Average(g);
  }

  @Override
  public NodeOp operation(Operation o) {
    return o.accept(new OperationOps(mode, tensors, gradients));
  }

  private record Shortcut(Node.PadShortcut node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      INDArray x = values.get(node.input());
      INDArray taken = strided(x);
      INDArray y = Nd4j.zeros(x.dataType(), x.size(0), node.out(), taken.size(2), taken.size(3));
      channels(y).assign(taken);
      return y;
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      INDArray x = values.get(node.input());
      INDArray dx = Nd4j.zeros(x.dataType(), x.shape());
      strided(dx).assign(channels(gradient));
      return Map.of(node.input(), dx);
    }

    private INDArray strided(INDArray x) {
      INDArrayIndex all = NDArrayIndex.all();
      return x.get(
          all,
          all,
          NDArrayIndex.interval(0, node.stride(), x.size(2)),
          NDArrayIndex.interval(0, node.stride(), x.size(3)));
    }

    /** The channels of a result that are the input's. */
    private INDArray channels(INDArray y) {
      INDArrayIndex all = NDArrayIndex.all();
      return y.get(all, NDArrayIndex.interval(node.before(), node.before() + node.in()), all, all);
    }
  }

  private record Rectifier(Node.Relu node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return Transforms.relu(values.get(node.input()), true);
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      INDArray open = values.get(node.name()).gt(0).castTo(gradient.dataType());
      return Map.of(node.input(), gradient.mul(open));
    }
  }

  private record Sum(Node.Add node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return values.get(node.first()).add(values.get(node.second()));
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      Map<String, INDArray> result = new LinkedHashMap<>();
      result.put(node.first(), gradient);
      result.merge(node.second(), gradient, INDArray::add);
      return result;
    }
  }

  private record MapSum(Node.Offset node, Map<String, INDArray> tensors) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      INDArray map = tensors.get(node.name() + ".map");
      return values
          .get(node.input())
          .add(map.reshape(1, node.channels(), node.side(), node.side()));
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      throw new UnsupportedOperationException("an offset is for inference alone, got " + node);
    }
  }

  private record Average(Node.GlobalAverage node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return values.get(node.input()).mean(true, 2, 3);
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      INDArray x = values.get(node.input());
      INDArray dx = Nd4j.zeros(x.dataType(), x.shape());
      return Map.of(node.input(), dx.addi(gradient.div(x.size(2) * x.size(3))));
    }
  }
}
