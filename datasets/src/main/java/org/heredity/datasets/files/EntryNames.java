package org.heredity.datasets.files;

import java.util.Set;
import org.heredity.data.DataException;

/**
 * Which names of archives and folders are taken. Remembers the last folder, as files of one folder
 * follow each other and there may be a million. Not thread-safe.
 */
final class EntryNames {
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_DEPTH = 32;
  private static final Set<String> NOISE =
      Set.of("__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN");

  private String soundFolder = "/";
  private String quietFolder = "/";

  /**
   * The name without a leading {@code ./} or a trailing {@code /}.
   *
   * @param archive for messages
   * @throws DataException if the name is absolute or leads outside, or no file can have it
   */
  String checked(String archive, String entry) {
    if (entry.startsWith(soundFolder) && soundFile(entry, soundFolder.length())) {
      return entry;
    }
    String name = entry.startsWith("./") ? entry.substring(2) : entry;
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!sound(name)) {
      throw new DataException(
          archive
              + ": expected relative names inside the archive, got the entry '"
              + shown(entry)
              + "'; make the archive anew with an ordinary tool");
    }
    soundFolder = folder(name);
    return name;
  }

  /** Whether the name is that of a file, not of a folder, and sound from {@code start} on. */
  private static boolean soundFile(String name, int start) {
    if (start == name.length() || name.charAt(start) == '.' || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = start; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == '/' || c == '\\' || c == ':') {
        return false;
      }
    }
    return true;
  }

  /** With a slash at its end, such as no name starts with if there is none. */
  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "/" : name.substring(0, slash + 1);
  }

  private static boolean sound(String name) {
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      char c = i < name.length() ? name.charAt(i) : '/';
      if (c < ' ' || c == '\\' || c == ':' && i == 1) {
        return false;
      }
      if (c == '/') {
        int length = i - start;
        boolean dots = length <= 2 && name.startsWith("..".substring(0, length), start);
        if (dots && !name.isEmpty()) {
          return false;
        }
        start = i + 1;
        depth++;
      }
    }
    return name.length() <= MAX_LENGTH && depth <= MAX_DEPTH;
  }

  /** Whether any part of the name is hidden or left behind by an operating system. */
  boolean noise(String name) {
    int known = quietFolder.length();
    if (name.startsWith(quietFolder) && name.length() > known && name.indexOf('/', known) < 0) {
      return name.charAt(known) == '.' || NOISE.contains(name.substring(known));
    }
    boolean noise = anyNoise(name);
    quietFolder = noise ? "/" : folder(name);
    return noise;
  }

  private static boolean anyNoise(String name) {
    if (name.startsWith(".") || name.contains("/.")) {
      return true;
    }
    for (String noise : NOISE) {
      int at = name.indexOf(noise);
      int end = at + noise.length();
      boolean starts = at == 0 || at > 0 && name.charAt(at - 1) == '/';
      if (starts && (end == name.length() || name.charAt(end) == '/')) {
        return true;
      }
    }
    return false;
  }

  private static String shown(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
  }
}
