package org.heredity.datasets.official;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heredity.data.DataException;
import org.heredity.datasets.files.FileTree.TreeFile;
import org.heredity.datasets.files.FileTrees;
import org.heredity.datasets.files.FileTrees.Kind;
import org.heredity.datasets.files.RecentArchive;

/** What can be seen of a place without reading much of it. */
final class Clues {
  private static final int MOST_FOLDERS = 64;
  private static final int MOST_WRAPPERS = 8;

  private final Path path;
  private final Kind kind;
  private final List<Path> roots = new ArrayList<>();
  private final List<TreeFile> entries;

  /** What can be seen of {@code path}; {@code archives} opens what need not be unpacked. */
  Clues(Path path, RecentArchive archives) {
    this.path = path;
    this.kind = FileTrees.kind(path);
    Path folder = kind == Kind.FOLDER ? path : path.toAbsolutePath().getParent();
    roots.add(folder);
    if (kind == Kind.FOLDER) {
      addSubfolders(folder);
      int direct = roots.size();
      // Such as torchvision's FashionMNIST/raw; of class folders there are more.
      for (int i = 1; direct <= MOST_WRAPPERS && i < direct; i++) {
        addSubfolders(roots.get(i));
      }
    }
    boolean listed = kind == Kind.ZIP || kind == Kind.TAR;
    this.entries = listed ? entries(path, archives) : List.of();
  }

  /**
   * Whether there is a file or folder of this name: in the folder, in one directly below it or,
   * where there are few, one below that, in the archive (unless it is compressed as a whole) or
   * beside it.
   */
  boolean has(String name) {
    return entries.stream().anyMatch(entry -> isOrEndsIn(entry.name(), name))
        || roots.stream().anyMatch(root -> Files.exists(root.resolve(name)));
  }

  private static boolean isOrEndsIn(String entry, String name) {
    int above = entry.length() - name.length();
    return entry.endsWith(name) && (above == 0 || entry.charAt(above - 1) == '/');
  }

  /** None if it cannot be read: then opening it will tell why. */
  private static List<TreeFile> entries(Path path, RecentArchive archives) {
    try {
      return archives.open(path).files();
    } catch (DataException e) {
      return List.of();
    }
  }

  /** Whether the archive, or one in the folder, has this name. */
  boolean called(String archive) {
    return kind == Kind.FOLDER
        ? Files.isRegularFile(path.resolve(archive))
        : kind != Kind.OTHER && path.getFileName().toString().equals(archive);
  }

  /** The first file of that name that is no archive's. */
  Optional<Path> file(String name) {
    return roots.stream().map(root -> root.resolve(name)).filter(Files::isRegularFile).findFirst();
  }

  /** The names of some folders in {@code folder}, wherever that is. */
  Set<String> foldersIn(String folder) {
    Set<String> names = new HashSet<>();
    for (TreeFile entry : entries) {
      int start = entry.name().startsWith(folder + "/") ? 0 : below(entry.name(), folder);
      int end = entry.name().indexOf('/', start + folder.length() + 1);
      if (start >= 0 && end > 0 && names.size() < MOST_FOLDERS) {
        names.add(entry.name().substring(start + folder.length() + 1, end));
      }
    }
    for (Path root : roots) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve(folder))) {
        for (Path child : children) {
          if (names.size() < MOST_FOLDERS && Files.isDirectory(child)) {
            names.add(child.getFileName().toString());
          }
        }
      } catch (IOException e) {
        continue;
      }
    }
    return names;
  }

  /** Where the name goes on below its first folder if that holds {@code folder}; else -1. */
  private static int below(String name, String folder) {
    int first = name.indexOf('/') + 1;
    return first > 0 && name.startsWith(folder + "/", first) ? first : -1;
  }

  private void addSubfolders(Path folder) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (roots.size() > MOST_FOLDERS) {
          return;
        }
        if (Files.isDirectory(child)) {
          roots.add(child);
        }
      }
    } catch (IOException e) {
      // Then nothing is known of it, and opening it will tell why.
      return;
    }
  }
}
