package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers in an ONNX file, which stay there until they are asked for. Immutable. */
public final class OnnxTensor {
  /** Of shapes, axes and picks of channels. */
  private static final int MOST_WHOLE = 1 << 20;

  private final String name;
  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer bytes;

  /**
   * @param bytes of all elements in C order, little-endian; as many as the shape says
   */
  OnnxTensor(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    this.name = name;
    this.type = type;
    this.shape = shape.clone();
    this.bytes = bytes;
  }

  /** As the file has it. */
  public String name() {
    return name;
  }

  /** Sizes; a copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** How many elements there are. */
  public long length() {
    return TensorShape.count(shape, name);
  }

  /** Whether it holds whole numbers, as shapes are. */
  public boolean isWhole() {
    return !type.dataType().isFPType();
  }

  /** The numbers in the file's type; a new array outside the heap, the caller's. */
  public INDArray array() {
    return new TensorAllocator(bytes.remaining()).contiguous(name, type, shape, read());
  }

  /**
   * The whole numbers; a new array.
   *
   * @throws CheckpointException if there are over a million
   */
  public long[] wholes() {
    if (length() > MOST_WHOLE) {
      throw new CheckpointException(
          "tensor "
              + Printable.quote(name)
              + " has "
              + length()
              + " whole numbers; none needs so many");
    }
    long[] values = new long[(int) length()];
    ByteBuffer from = read();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case I64, U64 -> from.getLong();
            case I32 -> from.getInt();
            case U32 -> Integer.toUnsignedLong(from.getInt());
            case I16 -> from.getShort();
            case U16 -> Short.toUnsignedLong(from.getShort());
            case I8 -> from.get();
            case U8, BOOL -> Byte.toUnsignedLong(from.get());
            default ->
                throw new CheckpointException(
                    "tensor "
                        + Printable.quote(name)
                        + " is "
                        + type.torch()
                        + ", not whole numbers");
          };
    }
    return values;
  }

  private ByteBuffer read() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return Printable.quote(name) + " " + type.torch() + Arrays.toString(shape);
  }
}
