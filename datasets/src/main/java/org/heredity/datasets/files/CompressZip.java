package org.heredity.datasets.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.heredity.data.DataException;

/** A zip of other methods, such as Deflate64, which Windows writes above 2 GB, or bzip2. */
final class CompressZip implements ZipSource {
  private final ZipFile zip;

  private CompressZip(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * Opens an archive.
   *
   * @param refused what the JDK said of it
   * @throws DataException if it is encrypted, or packed in a way that nothing here unpacks
   * @throws IOException what the JDK said, if it is no whole archive
   */
  static CompressZip open(Path archive, IOException refused) throws IOException {
    ZipFile zip;
    try {
      zip = ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get();
    } catch (IOException | IllegalArgumentException e) {
      refused.addSuppressed(e);
      throw refused;
    }
    boolean other = false;
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        zip.close();
        throw new DataException(
            archive
                + ": is encrypted, such as its '"
                + entry.getName()
                + "'; unpack it with its password, and give the folder");
      }
      if (!entry.isDirectory() && !zip.canReadEntryData(entry)) {
        zip.close();
        throw new DataException(
            archive
                + ": its '"
                + entry.getName()
                + "' is packed by "
                + method(entry.getMethod())
                + ", expected Deflate, Deflate64, bzip2 or none; pack it anew as an ordinary zip,"
                + " or unpack it and give the folder");
      }
      other |= entry.getMethod() != ZipArchiveEntry.STORED && entry.getMethod() != 8;
    }
    if (!other) {
      // Then the JDK had another reason.
      zip.close();
      throw refused;
    }
    return new CompressZip(zip);
  }

  private static String method(int number) {
    ZipMethod method = ZipMethod.getMethodByCode(number);
    boolean named = method != null && method != ZipMethod.UNKNOWN;
    return named ? method.name() : number == 93 ? "ZSTD" : "method " + number;
  }

  @Override
  public List<Entry> entries() {
    return Collections.list(zip.getEntries()).stream().<Entry>map(CompressZip::entry).toList();
  }

  private static Entry entry(ZipArchiveEntry entry) {
    return new Entry(entry.getName(), entry.isDirectory(), entry.getSize(), entry.getCrc());
  }

  @Override
  public Entry entry(String name) {
    ZipArchiveEntry entry = zip.getEntry(name);
    return entry == null ? null : entry(entry);
  }

  @Override
  public InputStream open(String name) throws IOException {
    InputStream in = zip.getInputStream(zip.getEntry(name));
    if (in == null) {
      throw new FileNotFoundException(name);
    }
    return in;
  }

  @Override
  public List<String> notes() {
    return List.of();
  }
}
