package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A zip file whose entries are mapped where they lie, so only stored ones can be read: nothing is
 * ever inflated. Java's own reader copies entries through a stream; PyTorch's files are gigabytes.
 *
 * <p>The central directory is believed only where it agrees with the entries' own headers: names,
 * methods and sizes must be the same, entries must not overlap each other or the directory, and no
 * name comes twice. Not thread-safe.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
final class ZipArchive {
  private static final int CHECKED_AT_ONCE = 1 << 28;

  private final FileBytes file;
  private final Map<String, ZipEntryInfo> entries;
  private final Set<String> verified = new HashSet<>();

  /** Whether there are checksums at all: to save time, PyTorch can write 0 for every one. */
  private final boolean summed;

  private ZipArchive(FileBytes file, Map<String, ZipEntryInfo> entries, boolean summed) {
    this.summed = summed;
    this.file = file;
    this.entries = entries;
  }

  /** Whether it starts as zip files do. */
  static boolean claimed(FileBytes file) {
    if (file.size() < ZipDirectory.END_LENGTH) {
      return false;
    }
    int signature = file.slice(0, 4, "the start").getInt();
    return signature == ZipDirectory.LOCAL || signature == ZipDirectory.END;
  }

  /**
   * @throws CheckpointException if its directory is damaged or contradicts the entries
   */
  static ZipArchive open(FileBytes file) {
    ZipDirectory directory = ZipDirectory.read(file);
    Map<String, ZipEntryInfo> entries = new LinkedHashMap<>();
    boolean summed = false;
    for (ZipEntryInfo listed : directory.entries()) {
      if (listed.encrypted()) {
        throw new CheckpointException(
            "this zip file is encrypted (its entry "
                + Printable.quote(listed.name())
                + "); unpack it with its password, and give the file within");
      }
      summed |= listed.crc() != 0;
      ZipEntryInfo entry = locate(file, listed);
      if (entries.put(entry.name(), entry) != null) {
        throw new CheckpointException(
            "the zip entry " + Printable.quote(entry.name()) + " comes twice; it is refused");
      }
    }
    List<ZipEntryInfo> ordered =
        entries.values().stream().sorted(Comparator.comparingLong(ZipEntryInfo::header)).toList();
    for (int i = 0; i < ordered.size(); i++) {
      ZipEntryInfo entry = ordered.get(i);
      long next = i + 1 < ordered.size() ? ordered.get(i + 1).header() : directory.start();
      if (entry.data() > next || entry.stored() > next - entry.data()) {
        throw new CheckpointException(
            "the zip entry "
                + Printable.quote(entry.name())
                + " runs into what follows it; the file is damaged or hostile");
      }
    }
    return new ZipArchive(file, entries, summed);
  }

  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The entry's size in bytes, unpacked. */
  long size(String name) {
    return entry(name).size();
  }

  /**
   * Bytes {@code offset} to {@code offset + length} of an entry.
   *
   * @throws CheckpointException if there is no such entry, it is compressed or encrypted, lacks
   *     those bytes, or its checksum is wrong
   */
  ByteBuffer slice(String name, long offset, long length) {
    ZipEntryInfo entry = entry(name);
    entry.requireStored();
    if (offset < 0 || length < 0 || offset > entry.size() - length) {
      throw new CheckpointException(
          "the zip entry "
              + Printable.quote(name)
              + " has "
              + entry.size()
              + " bytes, but "
              + length
              + " at "
              + offset
              + " are needed; the file is damaged");
    }
    if (summed && verified.add(name)) {
      verify(entry);
    }
    return file.slice(entry.data() + offset, length, "zip entry " + Printable.quote(name));
  }

  private void verify(ZipEntryInfo entry) {
    CRC32 sum = new CRC32();
    for (long at = 0; at < entry.size(); at += CHECKED_AT_ONCE) {
      long length = Math.min(CHECKED_AT_ONCE, entry.size() - at);
      sum.update(file.slice(entry.data() + at, length, "zip entry"));
    }
    if (sum.getValue() != entry.crc()) {
      throw new CheckpointException(
          "the zip entry %s has the checksum %08x instead of %08x; the file is damaged, fetch it again"
              .formatted(Printable.quote(entry.name()), sum.getValue(), entry.crc()));
    }
  }

  private ZipEntryInfo entry(String name) {
    ZipEntryInfo entry = entries.get(name);
    if (entry == null) {
      throw new CheckpointException(
          "the zip file has no entry "
              + Printable.quote(name)
              + "; it has "
              + Printable.list(entries.keySet()));
    }
    return entry;
  }

  /** Reads the entry's own header, which says where the data start. */
  private static ZipEntryInfo locate(FileBytes file, ZipEntryInfo listed) {
    String what = "the header of zip entry " + Printable.quote(listed.name());
    ByteBuffer header = file.slice(listed.header(), 30, what);
    int nameLength = header.getShort(26) & 0xFFFF;
    int extraLength = header.getShort(28) & 0xFFFF;
    ByteBuffer name = file.slice(listed.header() + 30, nameLength, what);
    boolean streamed = (header.getShort(6) & ZipEntryInfo.SIZES_FOLLOW) != 0;
    boolean large = header.getInt(18) == -1 || header.getInt(22) == -1;
    boolean same =
        header.getInt(0) == ZipDirectory.LOCAL
            && StandardCharsets.UTF_8.decode(name).toString().equals(listed.name())
            && (header.getShort(8) & 0xFFFF) == listed.method()
            && (streamed || header.getInt(14) == (int) listed.crc())
            && (streamed
                || large
                || (header.getInt(18) & 0xFFFFFFFFL) == listed.stored()
                    && (header.getInt(22) & 0xFFFFFFFFL) == listed.size());
    if (!same) {
      throw new CheckpointException(what + " contradicts the directory; the file is damaged");
    }
    return listed.at(listed.header() + 30 + nameLength + extraLength);
  }
}
