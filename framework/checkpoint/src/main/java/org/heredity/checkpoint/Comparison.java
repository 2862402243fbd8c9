package org.heredity.checkpoint;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How far two state dicts of the same names lie apart. */
final class Comparison {
  private static final long MAX_ELEMENTS = 1L << 28;

  private int differing;
  private int misshapen;
  private double largest;
  private final int all;

  /**
   * @param other makes the tensor of that name anew, to be closed here
   */
  Comparison(Map<String, INDArray> tensors, Function<String, INDArray> other) {
    all = tensors.size();
    long elements = 0;
    for (Map.Entry<String, INDArray> entry : tensors.entrySet()) {
      elements += entry.getValue().length();
      if (elements <= MAX_ELEMENTS) {
        try (INDArray against = other.apply(entry.getKey())) {
          compare(entry.getValue(), against);
        }
      }
    }
  }

  private void compare(INDArray one, INDArray two) {
    if (!Arrays.equals(one.shape(), two.shape())) {
      misshapen++;
      return;
    }
    double difference = largestDifference(one, two);
    if (difference > 0) {
      differing++;
      largest = Math.max(largest, difference);
    }
  }

  /** Infinite where one is a number and the other is not. */
  private static double largestDifference(INDArray one, INDArray two) {
    if (one.isEmpty() || one.length() == 0) {
      return 0;
    }
    INDArray first = one.castTo(DataType.FLOAT);
    INDArray second = two.castTo(DataType.FLOAT);
    ByteBuffer a = StateDict.littleEndianBytes(first);
    ByteBuffer b = StateDict.littleEndianBytes(second);
    float most = 0;
    for (int at = 0; at < a.limit(); at += Float.BYTES) {
      float difference = Math.abs(a.getFloat(at) - b.getFloat(at));
      if (difference > most) {
        most = difference;
      } else if (Float.isNaN(difference) && a.getInt(at) != b.getInt(at)) {
        most = Float.POSITIVE_INFINITY;
      }
    }
    Reference.reachabilityFence(first);
    Reference.reachabilityFence(second);
    return most;
  }

  String inWords() {
    if (differing == 0 && misshapen == 0) {
      return "whose " + all + " tensors are the same";
    }
    return "whose "
        + all
        + " tensors have the same names; "
        + differing
        + " differ, by up to "
        + String.format(Locale.ROOT, "%.3g", largest)
        + (misshapen == 0 ? "" : ", and " + misshapen + " have another shape");
  }
}
