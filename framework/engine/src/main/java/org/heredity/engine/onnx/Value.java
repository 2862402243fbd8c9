package org.heredity.engine.onnx;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a name in an ONNX graph stands for while the graph is translated. Immutable. */
sealed interface Value {
  /**
   * Whole numbers that are known, such as a shape; {@link Layout#BATCH} among them is the number of
   * images.
   */
  record Whole(long[] values, boolean scalar) implements Value {
    static Whole of(long... values) {
      return new Whole(values, false);
    }
  }

  /**
   * Constant numbers.
   *
   * @param name of the file's tensor
   * @param array makes a copy in single precision, of that shape
   */
  record Numbers(String name, long[] shape, Supplier<INDArray> array) implements Value {
    long length() {
      long length = 1;
      for (long size : shape) {
        length *= size;
      }
      return length;
    }
  }

  /** What depends on the images. */
  sealed interface Active extends Value {
    /** The node of whose result it is a function. */
    Image base();
  }

  /** A node's result, in a layout. */
  record Image(String node, Layout layout) implements Active {
    static Image input(int side) {
      return new Image(Plan.INPUT, Layout.images(3, side, side));
    }

    @Override
    public Image base() {
      return this;
    }
  }

  /**
   * A function of every single value, which several operators make up.
   *
   * @param steps how many they are
   * @param apart what it is if the function as a whole is none that is known
   */
  record Mapped(
      String name, Image base, DoubleUnaryOperator function, int steps, Supplier<Image> apart)
      implements Active {}

  /**
   * A multiple and a sum for every channel.
   *
   * @param sole whether nothing else takes what is multiplied
   */
  record Scaled(String name, Image base, float[] factors, float[] terms, boolean sole)
      implements Active {}

  /**
   * Images with a border.
   *
   * @param border pixels above, left, below and right
   * @param filling its value
   */
  record Padded(String name, Image base, int[] border, double filling) implements Active {}

  /** The product of a matrix and the rows of images: half of an average over parts of them. */
  record Down(String name, Image base, double[][] rows) implements Active {}
}
