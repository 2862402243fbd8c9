package org.heredity.files;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what came in place of a file, whatever that should have been: pointers, pages, archives,
 * downloads that are not finished. Stateless and thread-safe.
 */
public final class WrongFile {
  /** How many first bytes {@link #describe} looks at. */
  public static final int LOOKS_AT = 512;

  private static final String POINTER = "version https://git-lfs.github.com/spec/";
  private static final Pattern POINTED_SIZE = Pattern.compile("\nsize (\\d{1,18})");
  private static final Pattern PAGE =
      Pattern.compile("<(!doctype html|html|head|script|body)\\b.*");
  private static final Pattern TITLE = Pattern.compile("<title[^>]*>([^<]{1,80})");

  /** What browsers and download programs call a file that is not all there yet. */
  private static final List<String> UNFINISHED =
      List.of(".part", ".partial", ".crdownload", ".download", ".tmp", ".incomplete", ".aria2");

  /** First bytes in Latin-1, and what a file is that starts so. */
  private static final Map<String, String> PACKED = packed();

  private WrongFile() {}

  private static Map<String, String> packed() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("\u001f\u008b", "a gzip file");
    kinds.put("BZh", "a bzip2 file");
    kinds.put("\u00fd7zXZ", "an xz file");
    kinds.put("(\u00b5/\u00fd", "a zstd file");
    kinds.put("7z\u00bc\u00af", "a 7z archive");
    kinds.put("Rar!", "a rar archive");
    return kinds;
  }

  /**
   * Describes a file.
   *
   * @param start its first {@link #LOOKS_AT} bytes or more, or all that it has
   * @param wanted what it should have been, such as {@code model}
   * @return what it is, such as {@code a web page}, and what to do; empty if that cannot be told
   */
  public static Optional<String> describe(byte[] start, String wanted) {
    if (start.length == 0) {
      return Optional.of("an empty file of 0 bytes; get it again");
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith(POINTER)) {
      Matcher size = POINTED_SIZE.matcher(text);
      return Optional.of(
          "a Git LFS pointer and not the "
              + wanted
              + ", which has "
              + (size.find() ? size.group(1) : "more")
              + " bytes; get it with 'git lfs pull', or download the file itself");
    }
    String page = text.replaceFirst("^\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
    if (PAGE.matcher(page.replace('\n', ' ')).lookingAt()) {
      Matcher title = TITLE.matcher(text);
      return Optional.of(
          "a web page"
              + (title.find() ? " ('" + printable(title.group(1).strip()) + "')" : "")
              + " and not the "
              + wanted
              + ": the link led to a page, perhaps to sign in, or an error; download the file"
              + " itself");
    }
    for (Map.Entry<String, String> known : PACKED.entrySet()) {
      if (text.startsWith(known.getKey())) {
        return Optional.of(known.getValue() + "; unpack it, and give the " + wanted + " within");
      }
    }
    return Optional.empty();
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /**
   * What a file's name says about why it is not whole.
   *
   * @param name of the file
   * @return a sentence without its full stop, or nothing
   */
  public static Optional<String> unfinished(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return UNFINISHED.stream().anyMatch(lower::endsWith)
        ? Optional.of("by its name the download is not finished: let it end, or start it again")
        : Optional.empty();
  }
}
