package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies between ND4J's arrays and tensors in C order, which oneDNN calls plain layouts. */
public final class Plain {
  private Plain() {}

  static void copy(INDArray from, Tensor to) {
    boolean ready = from.dataType() == DataType.FLOAT && contiguous(from);
    to.floats().put(view(ready ? from : from.castTo(DataType.FLOAT).dup('c')));
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
    boolean ready = array.dataType() == DataType.FLOAT && contiguous(array);
    return view(ready ? array : array.castTo(DataType.FLOAT).dup('c'));
  }

  /**
   * The elements, to write. Where arrays live on a device, call {@code AffinityManager.tagLocation}
   * afterwards.
   *
   * @throws IllegalArgumentException if they are not floats in C order
   */
  public static FloatBuffer writable(INDArray array) {
    if (array.dataType() != DataType.FLOAT || !contiguous(array)) {
      throw new IllegalArgumentException("the array written to must be of floats in C order");
    }
    return view(array);
  }

  private static FloatBuffer view(INDArray array) {
    FloatBuffer all = array.data().asNioFloat();
    int from = (int) (all.capacity() == array.length() ? 0 : array.offset());
    return all.duplicate().position(from).limit(from + (int) array.length()).slice();
  }

  /** Whether the elements lie one after the other in C order; axes of size 1 do not matter. */
  private static boolean contiguous(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }
}
