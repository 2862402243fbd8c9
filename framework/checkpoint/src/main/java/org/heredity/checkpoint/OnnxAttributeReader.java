package org.heredity.checkpoint;

import java.util.Map;

/**
 * Reads attributes of one ONNX node.
 *
 * @param node whose they are, for errors
 * @param external where tensors may lie
 */
record OnnxAttributeReader(OnnxNode node, OnnxExternalData external) {
  private static final int MOST = 1 << 16;
  private static final int LONGEST_TEXT = 1 << 12;

  private static final int FLOAT = 1;
  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int FLOATS = 6;
  private static final int INTS = 7;

  /** Adds an attribute; those of texts and types, which no operator here needs, are left out. */
  void read(ProtoReader message, Map<String, Object> into) {
    LongList floats = new LongList(MOST, "an attribute of " + node);
    LongList ints = new LongList(MOST, "an attribute of " + node);
    String name = "";
    long type = 0;
    Object value = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text(OnnxFormat.LONGEST_NAME);
        case 2 -> value = message.single();
        case 3 -> value = message.whole();
        case 4 -> value = message.text(LONGEST_TEXT);
        case 5 ->
            value =
                OnnxTensorReader.read(message.message("a tensor"), "of " + node.name(), external);
        case 7 -> message.singles(floats);
        case 8 -> message.wholes(ints);
        case 6, 11 ->
            throw new CheckpointException(
                node + " has a graph within; loops and conditions are not read");
        case 20 -> type = message.whole();
        case 21 ->
            throw new CheckpointException(node + " takes an attribute of a function around it");
        default -> {}
      }
    }
    Object whole = value(type, value, floats, ints);
    if (whole != null && into.put(name, whole) != null) {
      throw new CheckpointException(
          node + " has the attribute " + Printable.quote(name) + " twice; the file is damaged");
    }
  }

  private static Object value(long type, Object value, LongList floats, LongList ints) {
    if (type == FLOATS || floats.size() > 0) {
      return singles(floats);
    }
    if (type == INTS || ints.size() > 0) {
      return ints.toArray();
    }
    if (value != null) {
      return value;
    }
    // What is 0 or empty need not be written.
    return switch ((int) type) {
      case FLOAT -> (Object) 0f;
      case INT -> 0L;
      case STRING -> "";
      default -> null;
    };
  }

  private static float[] singles(LongList bits) {
    float[] values = new float[bits.size()];
    long[] from = bits.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat((int) from[i]);
    }
    return values;
  }
}
