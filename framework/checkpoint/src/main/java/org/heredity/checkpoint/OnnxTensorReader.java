package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads one tensor of an ONNX file: raw, in typed fields, or from external data. */
final class OnnxTensorReader {
  private static final int MOST_TYPED = 1 << 24;
  private static final Map<Long, ElementType> TYPES =
      Map.ofEntries(
          Map.entry(1L, ElementType.F32),
          Map.entry(2L, ElementType.U8),
          Map.entry(3L, ElementType.I8),
          Map.entry(4L, ElementType.U16),
          Map.entry(5L, ElementType.I16),
          Map.entry(6L, ElementType.I32),
          Map.entry(7L, ElementType.I64),
          Map.entry(9L, ElementType.BOOL),
          Map.entry(10L, ElementType.F16),
          Map.entry(11L, ElementType.F64),
          Map.entry(12L, ElementType.U32),
          Map.entry(13L, ElementType.U64),
          Map.entry(16L, ElementType.BF16));

  private final OnnxExternalData external;
  private final LongList sizes = new LongList(TensorShape.MAX_RANK, "a tensor's shape");
  private final LongList typed = new LongList(MOST_TYPED, "a tensor outside of raw data");
  private final Map<String, String> entries = new HashMap<>();
  private String name = "";
  private long typeNumber;
  private Optional<ByteBuffer> raw = Optional.empty();

  /** Packed numbers of single or double precision, which lie as raw ones would. */
  private Optional<ByteBuffer> packed = Optional.empty();

  private boolean elsewhere;

  private OnnxTensorReader(OnnxExternalData external) {
    this.external = external;
  }

  /**
   * The tensor.
   *
   * @param called its name if it has none itself
   */
  static OnnxTensor read(ProtoReader message, String called, OnnxExternalData external) {
    OnnxTensorReader reader = new OnnxTensorReader(external);
    while (message.next()) {
      reader.field(message);
    }
    if (reader.name.isEmpty()) {
      reader.name = called;
    }
    return reader.tensor();
  }

  private void field(ProtoReader message) {
    switch (message.field()) {
      case 1 -> message.wholes(sizes);
      case 2 -> typeNumber = message.whole();
      case 3 -> throw new CheckpointException("a tensor in segments is not read");
      case 4, 10 -> floats(message);
      case 5, 7, 11 -> message.wholes(typed);
      case 6 -> throw new CheckpointException("a tensor of text is not read");
      case 8 -> name = message.text(OnnxFormat.LONGEST_NAME);
      case 9 -> raw = Optional.of(message.content());
      case 13 -> {
        String[] pair = OnnxFormat.pair(message.message("external data"), OnnxFormat.LONGEST_NAME);
        if (entries.size() < 16) {
          entries.put(pair[0], pair[1]);
        }
      }
      case 14 -> elsewhere = message.whole() == 1;
      default -> {}
    }
  }

  private void floats(ProtoReader message) {
    if (message.kind() == ProtoReader.BYTES && packed.isEmpty() && typed.size() == 0) {
      packed = Optional.of(message.content());
    } else if (packed.isPresent()) {
      throw new CheckpointException("a tensor's numbers lie in several places; it is damaged");
    } else if (message.field() == 4) {
      message.singles(typed);
    } else {
      message.doubles(typed);
    }
  }

  private OnnxTensor tensor() {
    ElementType type = TYPES.get(typeNumber);
    if (type == null) {
      throw new CheckpointException(
          "tensor "
              + Printable.quote(name)
              + " is of ONNX's type "
              + typeNumber
              + "; numbers of 16 to 64 bits and bytes are read");
    }
    long[] shape = sizes.toArray();
    long expected = TensorShape.count(shape, name) * type.bytes();
    if (elsewhere) {
      return new OnnxTensor(name, type, shape, external.read(name, entries, expected));
    }
    ByteBuffer bytes = raw.or(() -> packed).orElseGet(() -> written(type));
    if (bytes.remaining() != expected) {
      throw new CheckpointException(
          "tensor "
              + Printable.quote(name)
              + " should take "
              + expected
              + " bytes, and has "
              + bytes.remaining()
              + "; the file is damaged");
    }
    return new OnnxTensor(name, type, shape, bytes);
  }

  private ByteBuffer written(ElementType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(typed.size(), type.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long value : typed.toArray()) {
      switch (type.bytes()) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt((int) value);
        default -> bytes.putLong(value);
      }
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }
}
