package org.heredity.engine.nd4j;

import java.util.Map;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Max pooling.
 *
 * @param input the node whose result it takes
 * @param windows the window, for images of a shape: channels, height and width
 */
record MaximumOp(String input, Windows windows) implements NodeOp {
  /** Tells the window. */
  interface Windows {
    Window of(int... in);
  }

  private static int[] shape(INDArray x) {
    return new int[] {(int) x.size(1), (int) x.size(2), (int) x.size(3)};
  }

  @Override
  public INDArray forward(Map<String, INDArray> values) {
    INDArray x = values.get(input);
    Window window = windows.of(shape(x));
    INDArray y = pooled(window, x, -Float.MAX_VALUE);
    // ND4J takes NaN for less than everything; PyTorch takes it for the largest.
    INDArray undefined = x.isNaN();
    if (undefined.any()) {
      Undefined.mark(pooled(window, undefined.castTo(x.dataType()), 0), y);
    }
    return y;
  }

  private static INDArray pooled(Window window, INDArray x, double least) {
    int[] shape = window.shape((int) x.size(1), shape(x));
    INDArray y =
        Nd4j.createUninitialized(
            x.dataType(), new long[] {x.size(0), shape[0], shape[1], shape[2]}, 'c');
    INDArray in = even(window) ? x : padded(window, x, least);
    Nd4j.exec(operation("maxpool2d", window).addInputs(in).addOutputs(y).build());
    return y;
  }

  @Override
  public Map<String, INDArray> backward(INDArray gradient, Map<String, INDArray> values) {
    INDArray x = values.get(input);
    Window window = windows.of(shape(x));
    INDArray in = even(window) ? x : padded(window, x, -Float.MAX_VALUE);
    INDArray dx = in.ulike();
    Nd4j.exec(operation("maxpool2d_bp", window).addInputs(in, gradient).addOutputs(dx).build());
    return Map.of(input, even(window) ? dx : middle(window, dx, x).dup('c'));
  }

  private static boolean even(Window window) {
    return even(window.rows()) && even(window.columns());
  }

  private static boolean even(Axis axis) {
    return axis.before() == axis.after();
  }

  private static INDArray padded(Window window, INDArray x, double least) {
    long height = window.rows().before() + x.size(2) + window.rows().after();
    long width = window.columns().before() + x.size(3) + window.columns().after();
    INDArray all =
        Nd4j.valueArrayOf(new long[] {x.size(0), x.size(1), height, width}, least, x.dataType());
    middle(window, all, x).assign(x);
    return all;
  }

  private static INDArray middle(Window window, INDArray all, INDArray x) {
    int top = window.rows().before();
    int left = window.columns().before();
    return all.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(top, top + x.size(2)),
        NDArrayIndex.interval(left, left + x.size(3)));
  }

  private static DynamicCustomOp.DynamicCustomOpsBuilder operation(String name, Window window) {
    Axis rows = window.rows();
    Axis columns = window.columns();
    return DynamicCustomOp.builder(name)
        .addIntegerArguments(
            rows.kernel(),
            columns.kernel(),
            rows.stride(),
            columns.stride(),
            even(window) ? rows.before() : 0,
            even(window) ? columns.before() : 0,
            1,
            1,
            0,
            0,
            0);
  }
}
