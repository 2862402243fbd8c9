package org.heredity.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heredity.files.WrongFile;

/** Says what a file is that is neither an image nor an archive that is read, and what to do. */
public final class OtherFile {
  /** How many first bytes {@link #describe} looks at. */
  public static final int LOOKS_AT = WrongFile.LOOKS_AT;

  private static final List<String> AVIF = List.of("avif", "avis");
  private static final List<String> HEIF =
      List.of("heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1");

  private OtherFile() {}

  /**
   * Describes a file.
   *
   * @param start its first {@link #LOOKS_AT} bytes or more, or all that it has
   * @return such as {@code a web page; …}: what it is, and what to do
   */
  public static String describe(byte[] start) {
    if (start.length > 1 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
      return "a gzip file, but no whole .tar.gz; get it again if it was one, else unpack it, and give"
          + " the folder";
    }
    Optional<String> wrong = WrongFile.describe(start, "file");
    if (wrong.isPresent()) {
      return wrong.get();
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
    String page = text.strip().toLowerCase(Locale.ROOT);
    if (page.startsWith("<svg") || page.startsWith("<?xml")) {
      return "XML or SVG, which is not read; draw it as PNG";
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return "a zip archive; unpack it, and give the folder";
    }
    StringBuilder bytes = new StringBuilder("a file that starts with the bytes");
    for (int i = 0; i < Math.min(8, start.length); i++) {
      bytes.append(String.format(" %02X", start[i]));
    }
    return bytes + "; convert it to PNG if it is an image";
  }

  /** What a name says of a file that is not whole: a sentence to append, or nothing. */
  public static String unfinished(String name) {
    return WrongFile.unfinished(name).map("; "::concat).orElse("");
  }
}
