package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory of a zip file, zip64 included.
 *
 * @param entries as listed; where their data start is not known yet
 * @param start where the directory starts, behind all entries
 */
record ZipDirectory(List<ZipEntryInfo> entries, long start) {
  static final int LOCAL = 0x04034b50;
  static final int END = 0x06054b50;
  static final int END_LENGTH = 22;
  private static final int LISTED = 0x02014b50;
  private static final int LISTED_LENGTH = 46;
  private static final int END64 = 0x06064b50;
  private static final int END64_LENGTH = 56;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_LENGTH = 20;
  private static final int EXTRA64 = 1;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int MAX_BYTES = 8 << 20;

  /**
   * @throws CheckpointException if there is none that reaches to the file's end, or it is damaged
   */
  static ZipDirectory read(FileBytes file) {
    long end = end(file);
    ByteBuffer record = file.slice(end, END_LENGTH, "the zip file's end record");
    if (record.getShort(4) != 0 || record.getShort(6) != 0) {
      throw new CheckpointException("the zip file has several parts; join them first");
    }
    long count = record.getShort(10) & 0xFFFF;
    long bytes = record.getInt(12) & 0xFFFFFFFFL;
    long start = record.getInt(16) & 0xFFFFFFFFL;
    long behind = end;
    // PyTorch writes the zip64 record always; where it is not needed both must agree.
    if (hasLocator(file, end)) {
      long end64 = end64(file, end);
      ByteBuffer large = file.slice(end64, END64_LENGTH, "the zip file's zip64 end record");
      require(count == 0xFFFF || count == large.getLong(32));
      require(bytes == 0xFFFFFFFFL || bytes == large.getLong(40));
      require(start == 0xFFFFFFFFL || start == large.getLong(48));
      count = large.getLong(32);
      bytes = large.getLong(40);
      start = large.getLong(48);
      behind = end64;
    }
    if (bytes < 0 || bytes > MAX_BYTES || count < 0 || count > bytes / LISTED_LENGTH) {
      throw new CheckpointException(
          "the zip file's directory of "
              + Long.toUnsignedString(bytes)
              + " bytes lists "
              + Long.toUnsignedString(count)
              + " entries; the file is damaged or hostile");
    }
    if (start < 0 || start != behind - bytes) {
      // PyTorch and others write one right behind the other: whatever differs is a trick.
      throw new CheckpointException(
          "the zip file's directory does not end where its end record starts; it is refused");
    }
    return new ZipDirectory(entries(file.slice(start, bytes, "the directory"), count), start);
  }

  private static long end(FileBytes file) {
    long from = Math.max(0, file.size() - END_LENGTH - MAX_COMMENT);
    ByteBuffer tail = file.slice(from, file.size() - from, "the zip file's end");
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END
          && (tail.getShort(at + 20) & 0xFFFF) == tail.limit() - at - END_LENGTH) {
        return from + at;
      }
    }
    throw new CheckpointException(
        "this starts as a zip file but has no end record; it is cut short, fetch it again");
  }

  private static boolean hasLocator(FileBytes file, long end) {
    return end >= LOCATOR64_LENGTH
        && file.slice(end - LOCATOR64_LENGTH, 4, "the zip64 locator").getInt() == LOCATOR64;
  }

  private static long end64(FileBytes file, long end) {
    ByteBuffer locator =
        file.slice(end - LOCATOR64_LENGTH, LOCATOR64_LENGTH, "the zip file's zip64 locator");
    long at = locator.getLong(8);
    if (at != end - LOCATOR64_LENGTH - END64_LENGTH
        || file.slice(at, 4, "the zip64 end record").getInt() != END64) {
      throw new CheckpointException("the zip file's zip64 records contradict each other");
    }
    return at;
  }

  private static List<ZipEntryInfo> entries(ByteBuffer in, long count) {
    List<ZipEntryInfo> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      require(in.remaining() >= LISTED_LENGTH);
      ByteBuffer fixed = next(in, LISTED_LENGTH);
      require(fixed.getInt(0) == LISTED);
      int nameLength = fixed.getShort(28) & 0xFFFF;
      int extraLength = fixed.getShort(30) & 0xFFFF;
      int commentLength = fixed.getShort(32) & 0xFFFF;
      require(in.remaining() >= nameLength + extraLength + commentLength);
      String name = StandardCharsets.UTF_8.decode(next(in, nameLength)).toString();
      ByteBuffer extra = next(in, extraLength);
      next(in, commentLength);
      entries.add(entry(name, fixed, extra));
    }
    require(!in.hasRemaining());
    return entries;
  }

  private static ZipEntryInfo entry(String name, ByteBuffer fixed, ByteBuffer extra) {
    long size = fixed.getInt(24) & 0xFFFFFFFFL;
    long stored = fixed.getInt(20) & 0xFFFFFFFFL;
    long header = fixed.getInt(42) & 0xFFFFFFFFL;
    if (size == 0xFFFFFFFFL || stored == 0xFFFFFFFFL || header == 0xFFFFFFFFL) {
      ByteBuffer large = extra64(extra);
      size = size == 0xFFFFFFFFL ? large(large) : size;
      stored = stored == 0xFFFFFFFFL ? large(large) : stored;
      header = header == 0xFFFFFFFFL ? large(large) : header;
    }
    require(size >= 0 && stored >= 0 && header >= 0);
    return new ZipEntryInfo(
        name,
        fixed.getShort(8) & 0xFFFF,
        fixed.getShort(10) & 0xFFFF,
        fixed.getInt(16) & 0xFFFFFFFFL,
        stored,
        size,
        header,
        0);
  }

  private static ByteBuffer extra64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int kind = extra.getShort() & 0xFFFF;
      int length = extra.getShort() & 0xFFFF;
      require(length <= extra.remaining());
      ByteBuffer field = next(extra, length);
      if (kind == EXTRA64) {
        return field;
      }
    }
    return ByteBuffer.allocate(0);
  }

  private static long large(ByteBuffer field) {
    require(field.remaining() >= Long.BYTES);
    return field.getLong();
  }

  private static ByteBuffer next(ByteBuffer in, int length) {
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new CheckpointException("the zip file's directory is damaged, fetch the file again");
    }
  }
}
