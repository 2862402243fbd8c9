package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.engine.plan.Means;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An average over parts of an image, as two products with matrices.
 *
 * @param input the node whose result it takes
 * @param means the matrices, for images of a shape: channels, height and width
 */
record MeansOp(String input, Matrices means) implements NodeOp {
  /** Makes the matrices. */
  interface Matrices {
    Means of(int... in);
  }

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(input);
    Means of = of(x);
    return both(matrix(of.rows(), x), x, matrix(of.columns(), x).transpose());
  }

  private Means of(INDArray x) {
    return means.of((int) x.size(1), (int) x.size(2), (int) x.size(3));
  }

  private static INDArray matrix(double[][] values, INDArray like) {
    return Nd4j.createFromArray(values).castTo(like.dataType());
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    INDArray x = values.get(input);
    Means of = of(x);
    return Map.of(input, both(matrix(of.rows(), x).transpose(), gradient, matrix(of.columns(), x)));
  }

  /** {@code left * x * right} of every channel. */
  private static INDArray both(INDArray left, INDArray x, INDArray right) {
    long planes = x.size(0) * x.size(1);
    long height = x.size(2);
    long toHeight = left.size(0);
    long toWidth = right.size(1);
    INDArray across = x.dup('c').reshape('c', planes * height, x.size(3)).mmul(right);
    INDArray turned = across.dup('c').reshape('c', planes, height, toWidth).permute(0, 2, 1);
    INDArray down = turned.dup('c').reshape('c', planes * toWidth, height).mmul(left.transpose());
    return down.dup('c')
        .reshape('c', planes, toWidth, toHeight)
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', x.size(0), x.size(1), toHeight, toWidth);
  }
}
