package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies between ND4J's arrays and tensors in C order, which oneDNN calls plain layouts. */
public final class Plain {
  private Plain() {}

  static void copy(INDArray from, Tensor to) {
    to.floats().put(floats(from));
  }

  /** A new array with the tensor's elements. */
  static INDArray array(Tensor from, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    copy(from, array);
    return array;
  }

  /** Overwrites {@code to}. */
  static void copy(Tensor from, INDArray to) {
    writable(to).put(from.floats().limit((int) to.length()));
  }

  /** The elements in C order, to read; those of a copy if the array has another order. */
  public static FloatBuffer floats(INDArray array) {
    return Floats.read(array);
  }

  /**
   * The elements, to write. Where arrays live on a device, call {@code AffinityManager.tagLocation}
   * afterwards.
   *
   * @throws IllegalArgumentException if they are not floats in C order
   */
  public static FloatBuffer writable(INDArray array) {
    return Floats.writable(array);
  }
}
