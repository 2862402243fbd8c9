package org.heredity.checkpoint;

/**
 * An entry of a zip file.
 *
 * @param flags the general purpose bits
 * @param method 0 for stored
 * @param stored bytes it takes in the file
 * @param size bytes it has once unpacked
 * @param header where its own header starts in the file
 * @param data where its data start; 0 as long as only the directory was read
 */
record ZipEntryInfo(
    String name, int flags, int method, long crc, long stored, long size, long header, long data) {
  /** The flag that sizes follow the data, so that the header before them has none. */
  static final int SIZES_FOLLOW = 1 << 3;

  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;

  ZipEntryInfo at(long start) {
    return new ZipEntryInfo(name, flags, method, crc, stored, size, header, start);
  }

  boolean encrypted() {
    return (flags & ENCRYPTED) != 0;
  }

  void requireStored() {
    if (method != 0 || stored != size) {
      throw new CheckpointException(
          "the zip entry "
              + Printable.quote(name)
              + " is compressed (method "
              + method
              + "), but torch.save stores; unpack the file, and pack it again with zip -0");
    }
  }
}
