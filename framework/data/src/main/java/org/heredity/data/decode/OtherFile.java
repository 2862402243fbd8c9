package org.heredity.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Says what a file is that is neither an image nor an archive that is read, and what to do. */
public final class OtherFile {
  /** How many first bytes {@link #describe} looks at. */
  public static final int LOOKS_AT = 256;

  private static final List<String> AVIF = List.of("avif", "avis");
  private static final List<String> HEIF =
      List.of("heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1");
  private static final List<String> UNFINISHED =
      List.of(".part", ".partial", ".crdownload", ".download", ".incomplete", ".aria2");

  private OtherFile() {}

  /**
   * Describes a file.
   *
   * @param start its first {@link #LOOKS_AT} bytes or more, or all that it has
   * @return such as {@code a web page; …}: what it is, and what to do
   */
  public static String describe(byte[] start) {
    if (start.length == 0) {
      return "an empty file (0 bytes); get it again";
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String brand = text.length() >= 12 && text.startsWith("ftyp", 4) ? text.substring(8, 12) : "";
    if (AVIF.contains(brand)) {
      return "AVIF, which is not read; convert it to JPEG or PNG";
    }
    if (HEIF.contains(brand)) {
      return "HEIC, as phones write it, which is not read; convert it to JPEG or PNG";
    }
    if (text.startsWith("JXL ", 4) || text.startsWith("\u00ff\n")) {
      return "JPEG XL, which is not read; convert it to JPEG or PNG";
    }
    if (text.startsWith("jP  ", 4)) {
      return "JPEG 2000, which is not read; convert it to JPEG or PNG";
    }
    if (text.startsWith("version https://git-lfs.github.com/spec/")) {
      return "a Git LFS pointer to the file, not the file; get it with 'git lfs pull'";
    }
    String page = text.replace("\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
    if (page.startsWith("<!doctype html") || page.startsWith("<html")) {
      return "a web page, perhaps to sign in or of an error; download the file itself";
    }
    if (page.startsWith("<svg") || page.startsWith("<?xml")) {
      return "XML or SVG, which is not read; draw it as PNG";
    }
    for (String[] archive : ARCHIVES) {
      if (text.startsWith(archive[0])) {
        return archive[1] + "; unpack it, and give the folder";
      }
    }
    StringBuilder bytes = new StringBuilder("a file that starts with the bytes");
    for (int i = 0; i < Math.min(8, start.length); i++) {
      bytes.append(String.format(" %02X", start[i]));
    }
    return bytes + "; convert it to PNG if it is an image";
  }

  private static final String[][] ARCHIVES = {
    {"PK\u0003\u0004", "a zip archive"},
    {"\u001f\u008b", "a gzip file, but no whole .tar.gz; get it again if it was one"},
    {"BZh", "a bzip2 file"},
    {"\u00fd7zXZ", "an xz file"},
    {"7z\u00bc\u00af", "a 7z archive"},
    {"Rar!", "a rar archive"},
    {"(\u00b5/\u00fd", "a zstd file"}
  };

  /** What a name says of a file that is not whole: a sentence to append, or nothing. */
  public static String unfinished(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return UNFINISHED.stream().anyMatch(lower::endsWith)
        ? "; by its name the download is not finished: let it end, or start it again"
        : "";
  }
}
