package org.heredity.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ConvolutionShapeTest {
  private static final int BATCH = 8;
  private static final int OUT = 256;

  private static INDArray random(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape);
  }

  @ParameterizedTest
  @CsvSource({"1, 256, 2", "1, 256, 4", "2, 256, 8"})
  @Tag("slow")
  void theWeightGradientOfSmallImagesIsTheSumAndLeavesNothingBehind(int stride, int in, int side) {
    ConvolutionShape shape = new ConvolutionShape(3, stride, 1);
    int out = shape.window().rows().out(side);
    INDArray images = random(BATCH, in, side, side);
    INDArray error = random(BATCH, OUT, out, out);
    INDArray weights = random(OUT, in, 3, 3);
    INDArray gradient = Nd4j.create(DataType.FLOAT, OUT, in, 3, 3);
    shape.backward(images, weights, error, null, gradient);
    // The middle of the kernel, from channel 5 to channel 7.
    double expected = 0;
    for (int row = 0; row < out; row++) {
      for (int column = 0; column < out; column++) {
        INDArray from = channel(images, 5, row * stride, column * stride);
        expected += from.mul(channel(error, 7, row, column)).sumNumber().doubleValue();
      }
    }
    assertEquals(1, gradient.getDouble(7, 5, 1, 1) / expected, 1e-5);

    long before = Pointer.physicalBytes();
    for (int i = 0; i < 50; i++) {
      shape.backward(images, weights, error, null, gradient);
    }
    long copies = (Pointer.physicalBytes() - before) / (gradient.length() * Float.BYTES);
    assertTrue(copies < 20, copies + " copies of the weights after 50 gradients");
  }

  private static INDArray channel(INDArray images, int channel, int row, int column) {
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.point(channel),
        NDArrayIndex.point(row),
        NDArrayIndex.point(column));
  }
}
