package org.heredity.engine.nd4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Means;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Product;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Compiles operations to ND4J's.
 *
 * @param mode says which gradients are computed
 * @param tensors the runner's, by PyTorch's name
 * @param gradients where those of tensors are put, by the same names
 */
record OperationOps(Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients)
    implements Operation.Kinds<NodeOp> {

  @Override
  public NodeOp activation(Activation a) {
    return new ActivationOp(a);
  }

  @Override
  public NodeOp adaptiveAverage(AdaptiveAverage a) {
    return new MeansOp(a.input(), shape -> Means.of(a, shape));
  }

  @Override
  public NodeOp averagePool(AveragePool p) {
    return new MeansOp(p.input(), shape -> Means.of(p, shape));
  }

  @Override
  public NodeOp channels(Channels c) {
    return new Picked(c);
  }

  @Override
  public NodeOp concat(Concat c) {
    return new Joined(c);
  }

  @Override
  public NodeOp flatten(Flatten f) {
    return new Flat(f);
  }

  @Override
  public NodeOp globalMax(GlobalMax g) {
    return new MaximumOp(g.input(), shape -> whole(shape[1], shape[2]));
  }

  private static Window whole(int height, int width) {
    return new Window(Axis.of(height, 1, 0), Axis.of(width, 1, 0));
  }

  @Override
  public NodeOp layerNorm(LayerNorm n) {
    return new LayerNormOp(n, mode, tensors, gradients);
  }

  @Override
  public NodeOp layerScale(LayerScale s) {
    return new Scaled(s, mode, tensors, gradients);
  }

  @Override
  public NodeOp localNorm(LocalNorm n) {
    return new LocalNormOp(n);
  }

  @Override
  public NodeOp product(Product p) {
    return new Gated(p);
  }

  private static INDArray channels(INDArray x, long from, long to) {
    INDArrayIndex all = NDArrayIndex.all();
    return x.get(all, NDArrayIndex.interval(from, to), all, all);
  }

  private record Picked(Channels node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      INDArray x = values.get(node.input());
      List<Integer> picks = node.picks();
      INDArray y = Nd4j.create(x.dataType(), x.size(0), picks.size(), x.size(2), x.size(3));
      for (int c = 0; c < picks.size(); c++) {
        channels(y, c, c + 1).assign(channels(x, picks.get(c), picks.get(c) + 1));
      }
      return y;
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      INDArray dx = Nd4j.zeros(gradient.dataType(), values.get(node.input()).shape());
      for (int c = 0; c < node.picks().size(); c++) {
        int pick = node.picks().get(c);
        channels(dx, pick, pick + 1).addi(channels(gradient, c, c + 1));
      }
      return Map.of(node.input(), dx);
    }
  }

  private record Joined(Concat node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return Nd4j.concat(1, node.inputs().stream().map(values::get).toArray(INDArray[]::new));
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      Map<String, INDArray> parts = new LinkedHashMap<>();
      long from = 0;
      for (String input : node.inputs()) {
        long to = from + values.get(input).size(1);
        parts.merge(input, channels(gradient, from, to).dup('c'), INDArray::add);
        from = to;
      }
      return parts;
    }
  }

  private record Flat(Flatten node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      INDArray x = values.get(node.input());
      return x.dup('c').reshape('c', x.size(0), x.length() / x.size(0), 1, 1);
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      return Map.of(node.input(), gradient.dup('c').reshape('c', values.get(node.input()).shape()));
    }
  }

  private record Scaled(
      LayerScale node, Mode mode, Map<String, INDArray> tensors, Map<String, INDArray> gradients)
      implements NodeOp {
    private INDArray factors() {
      return tensors.get(node.name()).reshape(1, node.channels(), 1, 1);
    }

    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return values.get(node.input()).mul(factors());
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      if (mode == Mode.TRAIN) {
        INDArray sum = gradient.mul(values.get(node.input())).sum(0, 2, 3);
        gradients.put(node.name(), sum.reshape(node.channels(), 1, 1));
      }
      return Map.of(node.input(), gradient.mul(factors()));
    }
  }

  private record Gated(Product node) implements NodeOp {
    @Override
    public INDArray forward(Map<String, INDArray> values) {
      return values.get(node.image()).mul(values.get(node.gate()));
    }

    @Override
    public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
      INDArray image = values.get(node.image());
      INDArray gate = values.get(node.gate());
      INDArray each = gradient.mul(image);
      Map<String, INDArray> result = new LinkedHashMap<>();
      result.put(node.image(), gradient.mul(gate));
      result.merge(
          node.gate(), gate.equalShapes(image) ? each : each.sum(true, 2, 3), INDArray::add);
      return result;
    }
  }
}
