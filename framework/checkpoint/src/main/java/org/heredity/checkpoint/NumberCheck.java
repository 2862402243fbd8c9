package org.heredity.checkpoint;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks for what is no number among weights; see {@link StateDict#requireNumbers}. */
final class NumberCheck {
  private static final String VARIANCE = "running_var";
  private static final int EXPONENT = 0x7F800000;

  /** Added to an exponent's bits, it carries into the sign exactly if all of them are set. */
  private static final int CARRY = 0x00800000;

  private static final int BLOCK = 4096;

  private final int[] block = new int[BLOCK];

  void require(Map<String, INDArray> tensors) {
    List<String> faults = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.dataType().isFPType() && tensor.length() > 0) {
            boolean variance = name.endsWith(VARIANCE);
            if (suspicious(tensor, variance)) {
              count(name, tensor, variance).ifPresent(faults::add);
            }
          }
        });
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          faults.size()
              + (faults.size() == 1 ? " tensor holds" : " tensors hold")
              + " what no network can compute with: "
              + Printable.lines(faults)
              + ". PyTorch computes NaN from such weights, too; take an earlier checkpoint, or get "
              + "the file again");
    }
  }

  private boolean suspicious(INDArray tensor, boolean variance) {
    INDArray single = tensor.castTo(DataType.FLOAT);
    ByteBuffer bytes = StateDict.littleEndianBytes(single);
    IntBuffer bits = bytes.asIntBuffer();
    int all = 0;
    int sign = 0;
    while (bits.hasRemaining()) {
      int length = Math.min(BLOCK, bits.remaining());
      bits.get(block, 0, length);
      for (int i = 0; i < length; i++) {
        all |= (block[i] & EXPONENT) + CARRY;
        sign |= block[i];
      }
    }
    Reference.reachabilityFence(single);
    return all < 0 || variance && sign < 0;
  }

  /** Empty where a variance is a negative zero. */
  private static Optional<String> count(String name, INDArray tensor, boolean variance) {
    INDArray single = tensor.castTo(DataType.FLOAT);
    ByteBuffer bytes = StateDict.littleEndianBytes(single);
    long nan = 0;
    long infinite = 0;
    long negative = 0;
    for (int at = 0; at < bytes.limit(); at += Float.BYTES) {
      float value = bytes.getFloat(at);
      nan += Float.isNaN(value) ? 1 : 0;
      infinite += Float.isInfinite(value) ? 1 : 0;
      negative += variance && value < 0 ? 1 : 0;
    }
    Reference.reachabilityFence(single);
    List<String> parts = new ArrayList<>();
    if (nan > 0) {
      parts.add(nan + " NaN");
    }
    if (infinite > 0) {
      parts.add(
          infinite
              + (tensor.dataType() == DataType.DOUBLE
                  ? " infinite or too large for single precision"
                  : " infinite"));
    }
    if (negative > 0) {
      parts.add(negative + " negative variances");
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Printable.quote(name)
                + " ("
                + String.join(", ", parts)
                + " of "
                + tensor.length()
                + ")");
  }
}
