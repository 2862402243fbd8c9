package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.layers.ConvolutionShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Local response normalisation; sums over neighbouring channels are a convolution of 1 x 1. */
record LocalNormOp(LocalNorm node) implements NodeOp {
  private static final ConvolutionShape PIXEL = new ConvolutionShape(1, 1, 0);

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    return x.mul(Transforms.pow(base(x), -node.beta()));
  }

  private INDArray base(INDArray x) {
    return neighbours(x.mul(x)).muli(node.alpha() / node.size()).addi(node.k());
  }

  private INDArray neighbours(INDArray x) {
    int channels = (int) x.size(1);
    INDArray near = Nd4j.zeros(x.dataType(), channels, channels, 1, 1);
    for (int c = 0; c < channels; c++) {
      for (int d = -(node.size() / 2); d <= node.size() / 2; d++) {
        if (c + d >= 0 && c + d < channels) {
          near.putScalar(new long[] {c, c + d, 0, 0}, 1);
        }
      }
    }
    INDArray sum = x.ulike();
    PIXEL.forward(x, near, null, sum);
    return sum;
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    INDArray x = values.get(node.input());
    INDArray base = base(x);
    INDArray own = gradient.mul(Transforms.pow(base, -node.beta()));
    INDArray shares = gradient.mul(x).muli(Transforms.pow(base, -node.beta() - 1));
    double factor = 2 * node.alpha() / node.size() * node.beta();
    return Map.of(node.input(), own.subi(neighbours(shares).muli(x).muli(factor)));
  }
}
