package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies a file's tensors into arrays outside the heap, once, and takes no more memory for all of
 * one checkpoint than its file justifies. Not thread-safe.
 *
 * <p>A tensor may be larger than its storage (stride 0), and storages may be shared, so that the
 * sum of all tensors can exceed the file by any factor; more than {@value #FACTOR} times the file
 * and 16 MiB is refused.
 */
final class TensorAllocator {
  private static final long FACTOR = 4;
  private static final long SPARE = 16L << 20;

  /** Of one checkpoint; ResNet-152 has 932. */
  static final int MAX_TENSORS = 1 << 16;

  private final long fileSize;
  private final long budget;
  private long taken;

  /**
   * @param fileSize bytes of the file or files that the tensors come from
   */
  TensorAllocator(long fileSize) {
    this.fileSize = fileSize;
    this.budget = Math.addExact(SPARE, Math.multiplyExact(FACTOR, Math.min(fileSize, 1L << 50)));
  }

  /**
   * @param bytes the elements in C order, little-endian; all of it is used
   */
  INDArray contiguous(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    INDArray array = allocate(name, type, shape);
    if (bytes.remaining() > 0) {
      check(name, type, bytes);
      target(array).put(bytes.duplicate());
      written(array);
    }
    return array;
  }

  /**
   * @param from the storage from the tensor's first element to its last, little-endian
   * @param strides in elements
   */
  INDArray strided(String name, ElementType type, long[] shape, long[] strides, ByteBuffer from) {
    if (TensorShape.contiguous(shape, strides)) {
      return contiguous(name, type, shape, from);
    }
    INDArray array = allocate(name, type, shape);
    if (array.length() > 0) {
      check(name, type, from);
      gather(type.bytes(), shape, strides, from, target(array));
      written(array);
    }
    return array;
  }

  private INDArray allocate(String name, ElementType type, long[] shape) {
    long count = TensorShape.count(shape, name);
    if (count > Integer.MAX_VALUE / type.bytes()) {
      throw new CheckpointException(
          "tensor " + Printable.quote(name) + " is over 2 GiB; such a network is not supported");
    }
    taken += count * type.bytes();
    if (taken > budget) {
      throw new CheckpointException(
          "with tensor "
              + Printable.quote(name)
              + " the tensors take "
              + taken
              + " bytes, out of a file of "
              + fileSize
              + "; expanded tensors on this scale are refused");
    }
    // A workspace that happens to be open must not own what outlives it.
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      if (shape.length == 0) {
        return Nd4j.scalar(type.dataType(), 0);
      }
      return count == 0
          ? Nd4j.create(type.dataType(), shape)
          : Nd4j.createUninitialized(type.dataType(), shape);
    } catch (OutOfMemoryError e) {
      throw new CheckpointException(
          "tensor "
              + Printable.quote(name)
              + " finds no memory ("
              + e.getMessage()
              + "); allow more with -Dorg.bytedeco.javacpp.maxbytes",
          e);
    } finally {
      outside.close();
    }
  }

  private static ByteBuffer target(INDArray array) {
    // ND4J computes in the machine's order, and exists for little-endian machines only.
    return array.data().pointer().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Tells a backend that computes elsewhere, such as CUDA, to fetch what was written here. */
  private static void written(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  private static void check(String name, ElementType type, ByteBuffer bytes) {
    if (type.dataType() != DataType.BOOL) {
      return;
    }
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if ((bytes.get(i) & 0xFE) != 0) {
        throw new CheckpointException(
            "tensor "
                + Printable.quote(name)
                + " is boolean but holds the byte "
                + (bytes.get(i) & 0xFF)
                + "; the file is damaged");
      }
    }
  }

  private static void gather(
      int width, long[] shape, long[] strides, ByteBuffer from, ByteBuffer to) {
    int last = shape.length - 1;
    long[] index = new long[shape.length];
    int inner = (int) shape[last];
    int step = inner > 1 ? (int) strides[last] * width : 0;
    long row = 0;
    int at = 0;
    while (true) {
      int source = (int) row * width;
      for (int i = 0; i < inner; i++, source += step, at += width) {
        copy(width, from, source, to, at);
      }
      int axis = last - 1;
      for (; axis >= 0; axis--) {
        if (++index[axis] < shape[axis]) {
          row += strides[axis];
          break;
        }
        row -= (shape[axis] - 1) * strides[axis];
        index[axis] = 0;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  private static void copy(int width, ByteBuffer from, int source, ByteBuffer to, int at) {
    switch (width) {
      case 1 -> to.put(at, from.get(source));
      case 2 -> to.putShort(at, from.getShort(source));
      case 4 -> to.putInt(at, from.getInt(source));
      default -> to.putLong(at, from.getLong(source));
    }
  }
}
