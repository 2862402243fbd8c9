package org.heredity.datasets.official;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heredity.datasets.files.FileTrees;
import org.heredity.datasets.files.FileTrees.Kind;

/** What can be seen of a place without reading much of it. */
final class Clues {
  private static final int MOST_FOLDERS = 64;

  private final Path path;
  private final Kind kind;
  private final List<Path> roots = new ArrayList<>();
  private final List<String> entries;

  /** What can be seen of {@code path}; {@code archives} tells what is in one. */
  Clues(Path path, ArchiveNames archives) {
    this.path = path;
    this.kind = FileTrees.kind(path);
    Path folder = kind == Kind.FOLDER ? path : path.toAbsolutePath().getParent();
    roots.add(folder);
    if (kind == Kind.FOLDER) {
      addSubfolders(folder);
    }
    boolean listed = kind == Kind.ZIP || kind == Kind.TAR;
    this.entries = listed ? archives.of(path) : List.of();
  }

  /**
   * Whether there is a file or folder of this name: in the folder, in one directly below it, in the
   * archive (unless it is compressed as a whole) or beside it.
   */
  boolean has(String name) {
    return entries.stream().anyMatch(entry -> entry.equals(name) || entry.endsWith("/" + name))
        || roots.stream().anyMatch(root -> Files.exists(root.resolve(name)));
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
  List<String> foldersIn(String folder) {
    List<String> names = new ArrayList<>();
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
