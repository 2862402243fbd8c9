package org.heredity.checkpoint;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** The element types that a checkpoint may hold, by the names that the formats give them. */
enum ElementType {
  F64("F64", "DoubleStorage", DataType.DOUBLE, 8, "float64", "double"),
  F32("F32", "FloatStorage", DataType.FLOAT, 4, "float32", "float"),
  F16("F16", "HalfStorage", DataType.FLOAT16, 2, "float16", "half"),
  BF16("BF16", "BFloat16Storage", DataType.BFLOAT16, 2, "bfloat16", "bfloat16"),
  I64("I64", "LongStorage", DataType.INT64, 8, "int64", "long"),
  I32("I32", "IntStorage", DataType.INT32, 4, "int32", "int"),
  I16("I16", "ShortStorage", DataType.INT16, 2, "int16", "short"),
  I8("I8", "CharStorage", DataType.INT8, 1, "int8", "int8"),
  U64("U64", "", DataType.UINT64, 8, "uint64", "uint64"),
  U32("U32", "", DataType.UINT32, 4, "uint32", "uint32"),
  U16("U16", "", DataType.UINT16, 2, "uint16", "uint16"),
  U8("U8", "ByteStorage", DataType.UINT8, 1, "uint8", "uint8"),
  BOOL("BOOL", "BoolStorage", DataType.BOOL, 1, "bool", "bool");

  private final String safetensors;
  private final String storage;
  private final DataType dataType;
  private final int bytes;
  private final String torch;
  private final String torchAlias;

  ElementType(
      String safetensors,
      String storage,
      DataType dataType,
      int bytes,
      String torch,
      String torchAlias) {
    this.safetensors = safetensors;
    this.storage = storage;
    this.dataType = dataType;
    this.bytes = bytes;
    this.torch = torch;
    this.torchAlias = torchAlias;
  }

  /** As safetensors calls it, such as {@code F32}. */
  String safetensors() {
    return safetensors;
  }

  /** As PyTorch calls it, such as {@code float32}. */
  String torch() {
    return torch;
  }

  DataType dataType() {
    return dataType;
  }

  /** Bytes an element takes. */
  int bytes() {
    return bytes;
  }

  static Optional<ElementType> ofSafetensors(String name) {
    for (ElementType type : values()) {
      if (type.safetensors.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** By a typed storage's class, such as {@code FloatStorage}. */
  static Optional<ElementType> ofStorage(String name) {
    for (ElementType type : values()) {
      if (!type.storage.isEmpty() && type.storage.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** By a {@code torch.dtype}, such as {@code float32} or {@code float}. */
  static Optional<ElementType> ofTorch(String name) {
    for (ElementType type : values()) {
      if (type.torch.equals(name) || type.torchAlias.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  static Optional<ElementType> of(DataType dataType) {
    for (ElementType type : values()) {
      if (type.dataType == dataType) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
