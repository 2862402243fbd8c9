package org.heredity.datasets.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.heredity.data.DataException;

/** A folder. Links are followed, as users link to where their data is. */
final class FolderTree implements FileTree {
  private static final int MAX_DEPTH = 16;

  private static final char UNDECODABLE = '\uFFFD';

  private final Path root;
  private final List<TreeFile> files;
  private final Set<String> emptyFolders;
  private int deadLinks;
  private String firstDeadLink;

  FolderTree(Path root) {
    this.root = root;
    Listing listing = new Listing(root.toString());
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Collector(listing));
    } catch (IOException e) {
      throw new DataException(root + ": cannot be listed (" + e.getMessage() + ")", e);
    }
    this.files = listing.files();
    this.emptyFolders = listing.emptyFolders();
  }

  /** Only the files of these names that are there, directly in {@code root}. */
  FolderTree(Path root, List<String> names) {
    this.root = root;
    Listing listing = new Listing(root.toString());
    for (String name : names) {
      Path file = root.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          long stamp = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
          listing.file(name, Files.size(file), stamp);
        } catch (IOException e) {
          throw new DataException(file + ": cannot be read (" + e + ")", e);
        }
      }
    }
    this.files = listing.files();
    this.emptyFolders = Set.of();
  }

  @Override
  public String location() {
    return root.toString();
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
    Path file = root.resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new DataException(file + ": is larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
  }

  @Override
  public void read(String name, long position, byte[] into) {
    Path file = root.resolve(name);
    try (FileChannel channel = FileChannel.open(file)) {
      readFully(channel, position, into);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
  }

  @Override
  public byte[] start(String name, int most) {
    Path file = root.resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + ")", e);
    }
  }

  @Override
  public List<String> notes() {
    return deadLinks == 0
        ? List.of()
        : List.of(
            deadLinks
                + (deadLinks == 1 ? " link that leads" : " links that lead")
                + " nowhere left out, the first "
                + firstDeadLink
                + ".");
  }

  /** Fills {@code into} from {@code position} on, without moving the channel's own position. */
  static void readFully(FileChannel channel, long position, byte[] into) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into);
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position + buffer.position());
      if (count < 0) {
        throw new EOFException(
            "ends after "
                + channel.size()
                + " bytes, expected at least "
                + (position + into.length));
      }
    }
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    private final EntryNames names = new EntryNames();
    private final Listing listing;

    Collector(Listing listing) {
      this.listing = listing;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = name(folder);
      if (!name.isEmpty() && names.noise(name)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      listing.folder(name);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        long stamp = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        listing.file(name(file), attributes.size(), stamp);
      } else if (attributes.isSymbolicLink() && !names.noise(name(file))) {
        // Links are followed, so this one could not be.
        firstDeadLink = deadLinks++ == 0 ? name(file) : firstDeadLink;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      if (names.noise(name(file))) {
        return FileVisitResult.CONTINUE;
      }
      String why =
          cause instanceof FileSystemLoopException ? "a link leads in a circle" : "" + cause;
      throw new DataException(file + ": cannot be read (" + why + ")", cause);
    }

    /** Bytes that are no text in the encoding of names are decoded, but not back to themselves. */
    private String name(Path path) {
      String name = root.relativize(path).toString();
      if (name.indexOf(UNDECODABLE) >= 0) {
        throw new DataException(
            path
                + ": expected names of files in "
                + System.getProperty("sun.jnu.encoding")
                + ", the encoding of the locale, got other bytes where '"
                + UNDECODABLE
                + "' stands; rename it, such as with convmv, or set LC_ALL to the locale it was"
                + " written in");
      }
      return name.replace(path.getFileSystem().getSeparator(), "/");
    }
  }
}
