package org.heredity.datasets.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.heredity.data.DataException;

/**
 * A {@code .zip}, read in place by its central directory. The file stays open until the tree is
 * garbage. A file inflates to what the directory says or is an error, so that a bomb costs no more
 * than {@link FileTree#MAX_BYTES}; its checksum is verified.
 */
final class ZipTree implements FileTree {
  private final Path archive;
  private final ZipFile zip;
  private final List<TreeFile> files;
  private final Set<String> emptyFolders;

  ZipTree(Path archive) {
    this.archive = archive;
    try {
      this.zip = open(archive);
      long stamp = Files.getLastModifiedTime(archive).toMillis() * 31 + Files.size(archive);
      Listing listing = new Listing(archive.toString());
      EntryNames names = new EntryNames();
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = names.checked(archive.toString(), entry.getName());
        if (entry.isDirectory()) {
          listing.folder(name);
        } else {
          listing.file(name, entry.getSize(), stamp);
        }
      }
      this.files = listing.files();
      this.emptyFolders = listing.emptyFolders();
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          archive + ": is not a whole zip archive (" + e.getMessage() + "); get it again", e);
    }
  }

  private static ZipFile open(Path archive) throws IOException {
    try {
      return new ZipFile(archive.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      // Names in the encoding of DOS, which any byte fits.
      return new ZipFile(archive.toFile(), Charset.forName("IBM437"));
    }
  }

  @Override
  public String location() {
    return archive.toString();
  }

  @Override
  public List<TreeFile> files() {
    return files;
  }

  @Override
  public Set<String> emptyFolders() {
    return emptyFolders;
  }

  @Override
  public byte[] bytes(String name) {
    ZipEntry entry = zip.getEntry(name);
    entry = entry == null ? zip.getEntry("./" + name) : entry;
    if (entry == null || entry.isDirectory()) {
      throw new DataException(archive + ": has no '" + name + "'");
    }
    if (entry.getSize() < 0 || entry.getSize() > MAX_BYTES) {
      throw new DataException(
          display(name) + ": has " + entry.getSize() + " bytes, expected at most " + MAX_BYTES);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length != entry.getSize() || in.read() >= 0) {
        throw new IOException("its size is not the " + entry.getSize() + " that the archive says");
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.getCrc()) {
        throw new IOException("its checksum is not what the archive says");
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(
          display(name) + ": is damaged (" + e.getMessage() + "); get the archive again", e);
    }
  }

  @Override
  public void read(String name, long position, byte[] into) {
    byte[] all = bytes(name);
    if (position + into.length > all.length) {
      throw new DataException(
          display(name)
              + ": ends after "
              + all.length
              + " bytes, expected at least "
              + (position + into.length));
    }
    System.arraycopy(all, Math.toIntExact(position), into, 0, into.length);
  }
}
