package org.heredity.datasets.files;

import java.util.Set;
import org.heredity.data.DataException;

/** Which names of archives and folders are taken. */
final class EntryNames {
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_DEPTH = 32;
  private static final Set<String> NOISE =
      Set.of("__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN");

  private EntryNames() {}

  /**
   * The name without a leading {@code ./} or a trailing {@code /}.
   *
   * @param archive for messages
   * @throws DataException if the name is absolute or leads outside, or no file can have it
   */
  static String checked(String archive, String entry) {
    String name = entry.startsWith("./") ? entry.substring(2) : entry;
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    String[] parts = name.split("/", -1);
    boolean sound = name.length() <= MAX_LENGTH && parts.length <= MAX_DEPTH;
    for (String part : parts) {
      sound &= !part.equals("..") && !(part.isEmpty() && parts.length > 1) && !part.equals(".");
    }
    if (!sound || name.chars().anyMatch(c -> c < ' ' || c == '\\') || drive(name)) {
      throw new DataException(
          archive
              + ": expected relative names inside the archive, got the entry '"
              + shown(entry)
              + "'; make the archive anew with an ordinary tool");
    }
    return name;
  }

  private static boolean drive(String name) {
    return name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
  }

  /** Whether any part of the name is hidden or left behind by an operating system. */
  static boolean noise(String name) {
    for (String part : name.split("/")) {
      if (part.startsWith(".") || NOISE.contains(part)) {
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
