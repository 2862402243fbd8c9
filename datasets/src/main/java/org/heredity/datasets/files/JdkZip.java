package org.heredity.datasets.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip whose files are stored or deflated. */
final class JdkZip implements ZipSource {
  private final ZipFile zip;
  private final boolean dos;

  private JdkZip(ZipFile zip, boolean dos) {
    this.zip = zip;
    this.dos = dos;
  }

  static JdkZip open(Path archive) throws IOException {
    try {
      return new JdkZip(new ZipFile(archive.toFile(), StandardCharsets.UTF_8), false);
    } catch (ZipException e) {
      // Names in the encoding of DOS, which any byte fits.
      return new JdkZip(new ZipFile(archive.toFile(), Charset.forName("IBM437")), true);
    }
  }

  @Override
  public List<Entry> entries() {
    return zip.stream().<Entry>map(JdkZip::entry).toList();
  }

  private static Entry entry(ZipEntry entry) {
    return new Entry(entry.getName(), entry.isDirectory(), entry.getSize(), entry.getCrc());
  }

  @Override
  public Entry entry(String name) {
    ZipEntry entry = zip.getEntry(name);
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
    Optional<String> odd =
        dos
            ? zip.stream().map(ZipEntry::getName).filter(JdkZip::odd).findFirst()
            : Optional.empty();
    return odd.map(
            name ->
                List.of(
                    "The archive's names are not in UTF-8 and hardly in that of DOS (cp437), as"
                        + " which they were read, such as '"
                        + name
                        + "'; make the archive anew with names in UTF-8."))
        .orElse(List.of());
  }

  /** Frames, symbols and Greek, where names have letters. */
  private static boolean odd(String name) {
    return name.chars()
        .anyMatch(
            c ->
                c > 127
                    && (!Character.isLetter(c)
                        || Character.UnicodeBlock.GREEK.equals(Character.UnicodeBlock.of(c))));
  }
}
