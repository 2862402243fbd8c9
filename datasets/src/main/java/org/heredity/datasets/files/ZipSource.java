package org.heredity.datasets.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/** The entries of a zip archive, as one library reads them; safe for use by several threads. */
interface ZipSource {
  /**
   * An entry as the directory at the archive's end states it.
   *
   * @param name as it stands there
   * @param directory whether it is a folder
   * @param size in bytes, unpacked
   * @param crc its checksum
   */
  record Entry(String name, boolean directory, long size, long crc) {}

  /** All entries. */
  List<Entry> entries();

  /** The entry of that name; null if there is none. */
  Entry entry(String name);

  /** Its contents, unpacked; not bounded. */
  InputStream open(String name) throws IOException;

  /** What to say of the names, one sentence each. */
  List<String> notes();

  /** Opens an archive by the JDK, which is fast, or else by what knows more kinds. */
  static ZipSource open(Path archive) throws IOException {
    try {
      return JdkZip.open(archive);
    } catch (ZipException e) {
      return CompressZip.open(archive, e);
    }
  }
}
