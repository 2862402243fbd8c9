package org.heredity.data.decode.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.heredity.data.UnreadableImageException;

/** The whole numbers of a TIFF's first directory, by tag; those that are not known are not read. */
final class TiffTags {
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final Map<Integer, long[]> values = new HashMap<>();

  TiffTags(byte[] file) throws UnreadableImageException {
    if (file.length < 16) {
      throw new UnreadableImageException("it is a TIFF of only " + file.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(order(file));
    long directory = Integer.toUnsignedLong(in.getInt(4));
    if (directory + 2 > file.length) {
      throw new UnreadableImageException("its TIFF directory is missing; it is truncated");
    }
    int count = in.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < count; i++) {
      long at = directory + 2 + 12L * i;
      if (at + 12 > file.length) {
        throw new UnreadableImageException("its TIFF directory ends early; it is truncated");
      }
      read(in, (int) at);
    }
  }

  static ByteOrder order(byte[] file) {
    return file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private void read(ByteBuffer in, int entry) throws UnreadableImageException {
    int tag = in.getShort(entry) & 0xFFFF;
    int type = in.getShort(entry + 2) & 0xFFFF;
    long count = Integer.toUnsignedLong(in.getInt(entry + 4));
    int size = type == BYTE ? 1 : type == SHORT ? 2 : type == LONG ? 4 : 0;
    if (size == 0 || tag < 254 || tag > 339) {
      return;
    }
    long at = count * size <= 4 ? entry + 8 : Integer.toUnsignedLong(in.getInt(entry + 8));
    if (at + count * size > in.capacity()) {
      throw new UnreadableImageException(
          "its TIFF directory refers to more than there is; it is truncated");
    }
    long[] numbers = new long[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      int from = (int) at + i * size;
      numbers[i] =
          switch (size) {
            case 1 -> in.get(from) & 0xFF;
            case 2 -> in.getShort(from) & 0xFFFF;
            default -> Integer.toUnsignedLong(in.getInt(from));
          };
    }
    values.put(tag, numbers);
  }

  boolean has(int tag) {
    return values.containsKey(tag);
  }

  /** All numbers of a tag; none if it is not there. */
  long[] all(int tag) {
    return values.getOrDefault(tag, new long[0]);
  }

  /** The first number of a tag, or what counts where it is not there. */
  long first(int tag, long otherwise) {
    long[] all = all(tag);
    return all.length == 0 ? otherwise : all[0];
  }
}
