package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a message of Protocol Buffers, one after the other, where they lie: nothing is
 * copied but what is asked for. Every length is checked against what there is. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer bytes;
  private final String what;
  private int field;
  private int kind;
  private long number;
  private ByteBuffer content;

  /**
   * A message.
   *
   * @param bytes all of it, from the position to the limit; not changed
   * @param what it is, for errors
   */
  ProtoReader(ByteBuffer bytes, String what) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.what = what;
  }

  /**
   * Goes to the next field; false if there is none.
   *
   * @throws CheckpointException if the bytes are no field, or are cut short
   */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    kind = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE >> 2) {
      throw damaged("has a field of number " + (tag >>> 3));
    }
    switch (kind) {
      case VARINT -> number = varint();
      case FIXED64 -> number = require(Long.BYTES).getLong();
      case FIXED32 -> number = require(Integer.BYTES).getInt();
      case BYTES -> content = take(varint());
      default -> throw damaged("has a field of the unknown encoding " + kind);
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** How the field is encoded. */
  int kind() {
    return kind;
  }

  /** A whole number. */
  long whole() {
    expect(VARINT);
    return number;
  }

  /** A number in single precision. */
  float single() {
    expect(FIXED32);
    return Float.intBitsToFloat((int) number);
  }

  /** Bytes, a message or packed numbers; little-endian, positioned at 0, where they lie. */
  ByteBuffer content() {
    expect(BYTES);
    return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A text of at most so many bytes. */
  String text(int most) {
    expect(BYTES);
    if (content.remaining() > most) {
      throw damaged(
          "has a text of "
              + content.remaining()
              + " bytes in field "
              + field
              + "; at most "
              + most);
    }
    return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
  }

  /** A message within. */
  ProtoReader message(String called) {
    return new ProtoReader(content(), called);
  }

  /** Adds one number of a repeated field to a list, or the many of a packed one. */
  void wholes(LongList into) {
    if (kind == VARINT) {
      into.add(number);
      return;
    }
    ProtoReader packed = new ProtoReader(content(), what);
    while (packed.bytes.hasRemaining()) {
      into.add(packed.varint());
    }
  }

  /** As {@link #wholes}, of numbers in single precision, as their bits. */
  void singles(LongList into) {
    if (kind == FIXED32) {
      into.add(number);
      return;
    }
    ByteBuffer packed = packed(Float.BYTES);
    while (packed.hasRemaining()) {
      into.add(packed.getInt());
    }
  }

  /** As {@link #wholes}, of numbers in double precision, as their bits. */
  void doubles(LongList into) {
    if (kind == FIXED64) {
      into.add(number);
      return;
    }
    ByteBuffer packed = packed(Double.BYTES);
    while (packed.hasRemaining()) {
      into.add(packed.getLong());
    }
  }

  private ByteBuffer packed(int width) {
    ByteBuffer packed = content();
    if (packed.remaining() % width != 0) {
      throw damaged("has " + packed.remaining() + " bytes of numbers of " + width + " bytes each");
    }
    return packed;
  }

  private void expect(int expected) {
    if (kind != expected) {
      throw damaged("has field " + field + " in encoding " + kind + ", not " + expected);
    }
  }

  private ByteBuffer require(int count) {
    if (bytes.remaining() < count) {
      throw cut(count);
    }
    return bytes;
  }

  private ByteBuffer take(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw cut(length);
    }
    ByteBuffer part = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return part;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (!bytes.hasRemaining()) {
        throw cut(1);
      }
      byte b = bytes.get();
      value |= (long) (b & 0x7F) << 7 * i;
      if (b >= 0) {
        return value;
      }
    }
    throw damaged("has a number of over " + LONGEST_VARINT + " bytes");
  }

  private CheckpointException cut(long needed) {
    return damaged(
        "should have "
            + Long.toUnsignedString(needed)
            + " more bytes at "
            + bytes.position()
            + ", and has "
            + bytes.remaining());
  }

  private CheckpointException damaged(String how) {
    return new CheckpointException(what + " " + how + "; it is cut short or damaged");
  }
}
