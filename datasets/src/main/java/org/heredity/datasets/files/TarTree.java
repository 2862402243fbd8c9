package org.heredity.datasets.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.heredity.data.DataException;

/**
 * A plain {@code .tar}, read in place: its headers are read once, its files by their offsets. Links
 * and devices are not there. The file stays open until the tree is garbage.
 */
final class TarTree implements FileTree {
  private final String location;
  private final FileChannel channel;
  private final List<TreeFile> files;
  private final Set<String> emptyFolders;
  private final Map<String, long[]> extents = new HashMap<>();

  /**
   * Opens an archive.
   *
   * @param tar the plain archive
   * @param archive what the user gave, of which {@code tar} may be the unpacked copy
   */
  TarTree(Path tar, Path archive) {
    this.location = archive.toString();
    try {
      long stamp = Files.getLastModifiedTime(archive).toMillis() * 31 + Files.size(archive);
      long length = Files.size(tar);
      Listing listing = new Listing(location);
      EntryNames names = new EntryNames();
      try (TarFile index = new TarFile(tar)) {
        for (TarArchiveEntry entry : index.getEntries()) {
          add(entry, names, listing, stamp, length);
        }
      }
      this.files = listing.files();
      this.emptyFolders = listing.emptyFolders();
      this.channel = FileChannel.open(tar);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          archive + ": is not a whole tar archive (" + e.getMessage() + "); get it again", e);
    }
  }

  private void add(
      TarArchiveEntry entry, EntryNames names, Listing listing, long stamp, long length) {
    boolean special =
        entry.isSymbolicLink()
            || entry.isLink()
            || entry.isCharacterDevice()
            || entry.isBlockDevice()
            || entry.isFIFO();
    if (special || !entry.isFile() && !entry.isDirectory()) {
      return;
    }
    String name = names.checked(location, entry.getName());
    if (entry.isDirectory()) {
      listing.folder(name.equals(".") ? "" : name);
      return;
    }
    if (entry.isSparse()) {
      throw new DataException(
          display(name) + ": is stored with holes; make the archive without --sparse");
    }
    long offset = entry.getDataOffset();
    if (entry.getSize() < 0 || offset < 0 || offset > length - entry.getSize()) {
      throw new DataException(
          display(name) + ": the archive ends before this file does; get the archive again");
    }
    if (listing.file(name, entry.getSize(), stamp)) {
      extents.put(name, new long[] {offset, entry.getSize()});
    }
  }

  @Override
  public String location() {
    return location;
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
    long size = extent(name)[1];
    if (size > MAX_BYTES) {
      throw new DataException(
          display(name) + ": has " + size + " bytes, expected at most " + MAX_BYTES);
    }
    byte[] bytes = new byte[(int) size];
    read(name, 0, bytes);
    return bytes;
  }

  @Override
  public void read(String name, long position, byte[] into) {
    long[] extent = extent(name);
    if (position + into.length > extent[1]) {
      throw new DataException(
          display(name)
              + ": ends after "
              + extent[1]
              + " bytes, expected at least "
              + (position + into.length));
    }
    try {
      FolderTree.readFully(channel, extent[0] + position, into);
    } catch (IOException e) {
      throw new DataException(display(name) + ": cannot be read (" + e + ")", e);
    }
  }

  @Override
  public byte[] start(String name, int most) {
    byte[] start = new byte[(int) Math.min(most, extent(name)[1])];
    read(name, 0, start);
    return start;
  }

  private long[] extent(String name) {
    long[] extent = extents.get(name);
    if (extent == null) {
      throw new DataException(location + ": has no '" + name + "'");
    }
    return extent;
  }
}
