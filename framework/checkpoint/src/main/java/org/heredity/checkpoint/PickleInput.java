package org.heredity.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The operands of a pickle's opcodes, each checked against the bytes that are left. */
final class PickleInput {
  static final int MAX_TEXT = 1 << 20;
  private static final int MAX_DIGITS = 1 << 10;

  private final ByteBuffer in;
  private final int longestString;

  /**
   * @param longestString of Python 2, in bytes, that is text; longer ones hold arrays
   */
  PickleInput(ByteBuffer in, int longestString) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.longestString = longestString;
  }

  int position() {
    return in.position();
  }

  ByteBuffer take(int bytes) {
    require(bytes);
    ByteBuffer taken = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + bytes);
    return taken;
  }

  /** One to four bytes; of four, those above 2^31 come out negative and are refused by take. */
  int unsigned(int bytes) {
    require(bytes);
    return switch (bytes) {
      case 1 -> in.get() & 0xFF;
      case 2 -> in.getShort() & 0xFFFF;
      default -> in.getInt();
    };
  }

  /** A length of 8 bytes. */
  int length() {
    long length = take(Long.BYTES).getLong();
    if (length < 0 || length > in.remaining()) {
      throw malformed(
          "an opcode needs "
              + Long.toUnsignedString(length)
              + " bytes and "
              + in.remaining()
              + " are left");
    }
    return (int) length;
  }

  /** Of {@code bytes} bytes, two's complement: a Long, or a BigInteger if it is too large. */
  Object integer(int bytes) {
    require(bytes);
    if (bytes > MAX_DIGITS) {
      throw malformed("an integer has " + bytes + " bytes");
    }
    ByteBuffer taken = take(bytes);
    if (bytes == 0) {
      return 0L;
    }
    byte[] bigEndian = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      bigEndian[bytes - 1 - i] = taken.get(i);
    }
    return narrow(new BigInteger(bigEndian));
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Bytes where they lie: nothing is copied. */
  PickleBytes bytes(int length) {
    int at = in.position();
    return new PickleBytes(take(length), at);
  }

  String text(int bytes, Charset charset) {
    if (bytes > MAX_TEXT) {
      throw new CheckpointException(
          "the pickle holds a string of " + bytes + " bytes; at most " + MAX_TEXT + " are read");
    }
    return decoded(take(bytes), charset);
  }

  private static String decoded(ByteBuffer bytes, Charset charset) {
    try {
      return charset.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException("the pickle holds a string that is not " + charset, e);
    }
  }

  /**
   * Python 2's str, as torch.load takes it with encoding="latin1"; bytes where it is so long that
   * it holds an array.
   */
  Object string(int length) {
    return length < 0 || length > longestString
        ? bytes(length)
        : text(length, StandardCharsets.ISO_8859_1);
  }

  /** Up to the end of the line, without it. */
  String line(String what) {
    int end = in.position();
    while (end < in.limit() && in.get(end) != '\n') {
      end++;
    }
    if (end == in.limit()) {
      throw malformed(what + " does not end");
    }
    String line = text(end - in.position(), StandardCharsets.UTF_8);
    in.position(end + 1);
    return line;
  }

  /** A string of protocol 0: between quotes, with Python's escapes as they stand. */
  String quotedLine() {
    String line = line("a string").strip();
    int last = line.length() - 1;
    if (last < 1 || line.charAt(0) != line.charAt(last) || "'\"".indexOf(line.charAt(0)) < 0) {
      throw malformed("a string is not between quotes");
    }
    return line.substring(1, last);
  }

  /** A decimal number on a line of protocol 0; 00 and 01 are false and true. */
  Object integerLine() {
    String digits = line("an integer").strip();
    if (digits.equals("00") || digits.equals("01")) {
      return digits.equals("01");
    }
    String plain = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
    if (plain.length() > MAX_DIGITS) {
      throw malformed("an integer has " + plain.length() + " digits");
    }
    try {
      return narrow(new BigInteger(plain));
    } catch (NumberFormatException e) {
      throw malformed(Printable.quote(digits) + " is no integer");
    }
  }

  Object decimalLine() {
    String digits = line("a number").strip();
    try {
      return switch (digits) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan" -> Double.NaN;
        default -> Double.valueOf(digits.substring(0, Math.min(digits.length(), MAX_DIGITS)));
      };
    } catch (NumberFormatException e) {
      throw malformed(Printable.quote(digits) + " is no number");
    }
  }

  /** A place in the memo, on a line of protocol 0. */
  int memoLine() {
    if (integerLine() instanceof Long place && place >= 0 && place <= Integer.MAX_VALUE) {
      return place.intValue();
    }
    throw malformed("the memo has no such place");
  }

  private void require(int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw malformed(
          "an opcode needs "
              + Integer.toUnsignedString(bytes)
              + " bytes and "
              + in.remaining()
              + " are left");
    }
  }

  CheckpointException malformed(String what) {
    return new CheckpointException(
        "the pickle is malformed before byte "
            + in.position()
            + ": "
            + what
            + "; the file is damaged, fetch it again");
  }
}
