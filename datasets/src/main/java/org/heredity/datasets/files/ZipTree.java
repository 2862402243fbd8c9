package org.heredity.datasets.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.heredity.data.DataException;
import org.heredity.data.decode.OtherFile;
import org.heredity.datasets.files.ZipSource.Entry;

/**
 * A {@code .zip}, read in place by its central directory. The file stays open until the tree is
 * garbage. A file inflates to what the directory says or is an error, so that a bomb costs no more
 * than {@link FileTree#MAX_BYTES}; its checksum is verified.
 */
final class ZipTree implements FileTree {
  private final Path archive;
  private final ZipSource zip;
  private final List<TreeFile> files;
  private final Set<String> emptyFolders;

  ZipTree(Path archive) {
    this.archive = archive;
    try {
      this.zip = ZipSource.open(archive);
      long stamp = Files.getLastModifiedTime(archive).toMillis() * 31 + Files.size(archive);
      Listing listing = new Listing(archive.toString());
      EntryNames names = new EntryNames();
      for (Entry entry : zip.entries()) {
        String name = names.checked(archive.toString(), entry.name());
        if (entry.directory()) {
          listing.folder(name);
        } else {
          listing.file(name, entry.size(), stamp);
        }
      }
      this.files = listing.files();
      this.emptyFolders = listing.emptyFolders();
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          archive
              + ": is not a whole zip archive ("
              + e.getMessage()
              + "); get it again"
              + OtherFile.unfinished(archive.toString()),
          e);
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
  public List<String> notes() {
    return zip.notes();
  }

  private Entry entry(String name) {
    Entry entry = zip.entry(name);
    entry = entry == null ? zip.entry("./" + name) : entry;
    if (entry == null || entry.directory()) {
      throw new DataException(archive + ": has no '" + name + "'");
    }
    return entry;
  }

  @Override
  public byte[] bytes(String name) {
    Entry entry = entry(name);
    if (entry.size() < 0 || entry.size() > MAX_BYTES) {
      throw new DataException(
          display(name) + ": has " + entry.size() + " bytes, expected at most " + MAX_BYTES);
    }
    try (InputStream in = zip.open(entry.name())) {
      byte[] bytes = in.readNBytes((int) entry.size());
      if (bytes.length != entry.size() || in.read() >= 0) {
        throw new IOException("its size is not the " + entry.size() + " that the archive says");
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.crc()) {
        throw new IOException("its checksum is not what the archive says");
      }
      return bytes;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(name, e);
    }
  }

  private DataException damaged(String name, Exception e) {
    return new DataException(
        display(name) + ": is damaged (" + e.getMessage() + "); get the archive again", e);
  }

  @Override
  public byte[] start(String name, int most) {
    try (InputStream in = zip.open(entry(name).name())) {
      return in.readNBytes(most);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(name, e);
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
