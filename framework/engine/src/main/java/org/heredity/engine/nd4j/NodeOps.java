package org.heredity.engine.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.engine.nd4j.Nd4jRunner.BatchStatistics;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.ConvolutionShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Each node's forward and backward pass on ND4J's operations. */
final class NodeOps {
  private NodeOps() {}

  static INDArray forward(
      Node node,
      Map<String, INDArray> values,
      Map<String, INDArray> tensors,
      Map<String, BatchStatistics> statistics,
      boolean train) {
    INDArray x = values.get(node.inputs().get(0));
    if (node instanceof Node.Conv c) {
      ConvolutionShape shape = shape(c);
      INDArray weight = weight(c, tensors);
      INDArray y =
          Nd4j.createUninitialized(
              weight.dataType(),
              new long[] {x.size(0), c.out(), shape.out(x.size(2)), shape.out(x.size(3))},
              'c');
      shape.forward(x, weight, c.bias() ? tensors.get(c.name() + ".bias") : null, y);
      return y;
    }
    if (node instanceof Node.PadShortcut s) {
      INDArray taken = every(x, s.stride());
      INDArray y = Nd4j.zeros(x.dataType(), x.size(0), s.out(), taken.size(2), taken.size(3));
      channels(y, s).assign(taken);
      return y;
    }
    if (node instanceof Node.Norm n) {
      return norm(n, x, tensors, statistics, train);
    }
    if (node instanceof Node.Relu) {
      return Transforms.relu(x, true);
    }
    if (node instanceof Node.Add a) {
      return x.add(values.get(a.second()));
    }
    if (node instanceof Node.Offset o) {
      INDArray map = tensors.get(o.name() + ".map");
      return x.add(map.reshape(1, o.channels(), o.side(), o.side()));
    }
    if (node instanceof Node.MaxPool p) {
      long side = (x.size(2) + 2L * p.padding() - p.kernel()) / p.stride() + 1;
      INDArray y =
          Nd4j.createUninitialized(
              x.dataType(), new long[] {x.size(0), x.size(1), side, side}, 'c');
      Nd4j.exec(pool("maxpool2d", p).addInputs(x).addOutputs(y).build());
      return y;
    }
    return x.mean(true, 2, 3);
  }

  private static INDArray norm(
      Node.Norm n,
      INDArray x,
      Map<String, INDArray> tensors,
      Map<String, BatchStatistics> statistics,
      boolean train) {
    INDArray mean = tensors.get(n.name() + ".running_mean");
    INDArray variance = tensors.get(n.name() + ".running_var");
    if (train) {
      INDArray batchMean = x.mean(0, 2, 3);
      INDArray batchVariance = x.var(false, 0, 2, 3);
      double count = (double) x.length() / x.size(1);
      double keep = BatchNorm.DECAY;
      mean.muli(keep).addi(batchMean.mul(1 - keep));
      variance
          .muli(keep)
          .addi(batchVariance.mul((1 - keep) * (count > 1 ? count / (count - 1) : 1)));
      mean = batchMean;
      variance = batchVariance;
    }
    INDArray inverse = Transforms.pow(variance.add(n.epsilon()), -0.5);
    INDArray normalised = x.sub(image(mean)).muli(image(inverse));
    statistics.put(n.name(), new BatchStatistics(normalised, inverse));
    return normalised
        .mul(image(tensors.get(n.name() + ".weight")))
        .addi(image(tensors.get(n.name() + ".bias")));
  }

  /** The gradients of a node's inputs; those of its tensors are put where they belong. */
  static Map<String, INDArray> backward(
      Node node,
      INDArray gradient,
      Map<String, INDArray> values,
      Map<String, INDArray> tensors,
      Map<String, BatchStatistics> statistics,
      Mode mode,
      Map<String, INDArray> into) {
    Map<String, INDArray> result = new LinkedHashMap<>();
    String input = node.inputs().get(0);
    INDArray x = values.get(input);
    if (node instanceof Node.Conv c) {
      conv(c, gradient, x, tensors, mode, into, result);
    } else if (node instanceof Node.PadShortcut s) {
      INDArray dx = Nd4jRunner.zeros(x);
      every(dx, s.stride()).assign(channels(gradient, s));
      result.put(input, dx);
    } else if (node instanceof Node.Norm n) {
      INDArray dx =
          mode == Mode.TRAIN
              ? normBackward(n, gradient, tensors, statistics.get(n.name()), into)
              : gradient.mul(slope(n, tensors, statistics.get(n.name())));
      result.put(input, dx);
    } else if (node instanceof Node.Relu r) {
      INDArray open = values.get(r.name()).gt(0).castTo(gradient.dataType());
      result.put(input, gradient.mul(open));
    } else if (node instanceof Node.Add a) {
      result.put(a.first(), gradient);
      result.merge(a.second(), gradient, INDArray::add);
    } else if (node instanceof Node.MaxPool p) {
      INDArray dx = x.ulike();
      Nd4j.exec(pool("maxpool2d_bp", p).addInputs(x, gradient).addOutputs(dx).build());
      result.put(input, dx);
    } else {
      INDArray dx = Nd4jRunner.zeros(x);
      result.put(input, dx.addi(gradient.div(x.size(2) * x.size(3))));
    }
    return result;
  }

  private static void conv(
      Node.Conv c,
      INDArray gradient,
      INDArray x,
      Map<String, INDArray> tensors,
      Mode mode,
      Map<String, INDArray> into,
      Map<String, INDArray> result) {
    INDArray weight = weight(c, tensors);
    boolean data = !c.input().equals(Plan.INPUT) || mode == Mode.ATTACK;
    INDArray dx = data ? x.ulike() : null;
    INDArray dw = mode.weightGradients() ? weight.ulike() : null;
    if (dx != null || dw != null) {
      shape(c).backward(x, weight, gradient, dx, dw);
    }
    if (dw != null) {
      into.put(c.name() + ".weight", dw.reshape(tensors.get(c.name() + ".weight").shape()));
    }
    if (c.bias() && mode == Mode.TRAIN) {
      into.put(c.name() + ".bias", gradient.sum(0, 2, 3));
    }
    if (dx != null) {
      result.put(c.input(), dx);
    }
  }

  private static INDArray normBackward(
      Node.Norm n,
      INDArray gradient,
      Map<String, INDArray> tensors,
      BatchStatistics batch,
      Map<String, INDArray> into) {
    double count = (double) gradient.length() / gradient.size(1);
    INDArray shift = gradient.sum(0, 2, 3);
    INDArray scale = gradient.mul(batch.normalised()).sum(0, 2, 3);
    into.put(n.name() + ".weight", scale);
    into.put(n.name() + ".bias", shift);
    INDArray centred =
        gradient.sub(image(shift.div(count))).subi(batch.normalised().mul(image(scale.div(count))));
    return centred.muli(slope(n, tensors, batch));
  }

  private static INDArray slope(Node.Norm n, Map<String, INDArray> tensors, BatchStatistics batch) {
    return image(batch.inverseDeviation().mul(tensors.get(n.name() + ".weight")));
  }

  private static ConvolutionShape shape(Node.Conv c) {
    return new ConvolutionShape(c.kernel(), c.stride(), c.padding());
  }

  private static INDArray weight(Node.Conv c, Map<String, INDArray> tensors) {
    return tensors.get(c.name() + ".weight").reshape('c', c.out(), c.in(), c.kernel(), c.kernel());
  }

  private static INDArray image(INDArray channels) {
    return channels.reshape(1, channels.length(), 1, 1);
  }

  private static INDArray every(INDArray x, int stride) {
    INDArrayIndex all = NDArrayIndex.all();
    return x.get(
        all,
        all,
        NDArrayIndex.interval(0, stride, x.size(2)),
        NDArrayIndex.interval(0, stride, x.size(3)));
  }

  private static INDArray channels(INDArray y, Node.PadShortcut s) {
    int before = (s.out() - s.in()) / 2;
    INDArrayIndex all = NDArrayIndex.all();
    return y.get(all, NDArrayIndex.interval(before, before + s.in()), all, all);
  }

  private static DynamicCustomOp.DynamicCustomOpsBuilder pool(String name, Node.MaxPool p) {
    return DynamicCustomOp.builder(name)
        .addIntegerArguments(
            p.kernel(),
            p.kernel(),
            p.stride(),
            p.stride(),
            p.padding(),
            p.padding(),
            1,
            1,
            0,
            0,
            0);
  }
}
