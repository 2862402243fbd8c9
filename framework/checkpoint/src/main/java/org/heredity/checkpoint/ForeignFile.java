package org.heredity.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of a file that is no checkpoint what it is instead, and what to do. */
final class ForeignFile {
  private static final int SHOWN = 512;
  private static final String POINTER = "version https://git-lfs.github.com/spec/";
  private static final Pattern POINTED_SIZE = Pattern.compile("\nsize (\\d{1,18})");
  private static final Pattern PAGE =
      Pattern.compile("<(!doctype html|html|head|script|body)\\b.*");
  private static final Pattern TITLE = Pattern.compile("<title[^>]*>([^<]{1,80})");

  /** What browsers and download programs call a file that is not all there yet. */
  private static final List<String> UNFINISHED =
      List.of(".part", ".partial", ".crdownload", ".download", ".tmp", ".incomplete", ".aria2");

  /** First bytes in Latin-1, and what a file is that starts so. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("\u001f\u008b", "a gzip file; unpack it, and give the model within"),
          Map.entry("BZh", "a bzip2 file; unpack it, and give the model within"),
          Map.entry("\u00fd7zXZ", "an xz file; unpack it, and give the model within"),
          Map.entry("(\u00b5/\u00fd", "a zstd file; unpack it, and give the model within"),
          Map.entry("7z\u00bc\u00af", "a 7z file; unpack it, and give the model within"),
          Map.entry("Rar!", "a rar file; unpack it, and give the model within"),
          Map.entry("\u0089HDF", "an HDF5 file, as Keras writes; convert it to safetensors"),
          Map.entry("\u0093NUMPY", "a NumPy array; save a state dict with torch.save"),
          Map.entry("GGUF", "a GGUF file, which holds a language model"),
          Map.entry("\u0089PNG", "a PNG image"),
          Map.entry("\u00ff\u00d8\u00ff", "a JPEG image"),
          Map.entry("%PDF", "a PDF document"));

  private ForeignFile() {}

  static CheckpointException refused(FileBytes file) {
    int shown = (int) Math.min(SHOWN, file.size());
    byte[] first = new byte[shown];
    file.slice(0, shown, "the start").get(first);
    return new CheckpointException(
        kind(file, first).map(kind -> "this is " + kind).orElseGet(() -> unknown(file, first)));
  }

  private static Optional<String> kind(FileBytes file, byte... first) {
    if (file.size() == 0) {
      return Optional.of("an empty file of 0 bytes; get it again");
    }
    String text = new String(first, StandardCharsets.ISO_8859_1);
    if (text.startsWith(POINTER)) {
      Matcher size = POINTED_SIZE.matcher(text);
      return Optional.of(
          "a Git LFS pointer and not the model, which has "
              + (size.find() ? size.group(1) : "more")
              + " bytes; get it with 'git lfs pull', or download the file itself");
    }
    String start = text.replaceFirst("^\u00ef\u00bb\u00bf", "").strip();
    if (PAGE.matcher(start.toLowerCase(Locale.ROOT).replace('\n', ' ')).lookingAt()) {
      Matcher title = TITLE.matcher(text);
      return Optional.of(
          "a web page"
              + (title.find() ? " (" + Printable.quote(title.group(1).strip()) + ")" : "")
              + " and not the model: the link led to a page, perhaps to sign in, or an error; "
              + "download the file itself");
    }
    for (Map.Entry<String, String> known : KINDS.entrySet()) {
      if (text.startsWith(known.getKey())) {
        return Optional.of(known.getValue());
      }
    }
    boolean pickle = first.length > 2 && (first[0] & 0xFF) == 0x80 && first[1] >= 2 && first[1] < 6;
    if (pickle) {
      return Optional.of(
          "a pickle, but none that torch.save wrote; load it where it was made, and save the "
              + "state dict with torch.save");
    }
    return zeros(first)
        ? Optional.of("a file that starts with zeros, as an unfinished download does; get it again")
        : Optional.empty();
  }

  private static boolean zeros(byte... first) {
    for (byte b : first) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String unknown(FileBytes file, byte... first) {
    return "this is no checkpoint of a known format (PyTorch .pth or .pt, .safetensors or its "
        + "*.index.json, Deeplearning4j .zip); it has "
        + file.size()
        + " bytes and starts with "
        + HexFormat.ofDelimiter(" ").formatHex(first, 0, Math.min(16, first.length));
  }

  /** What the name of a file that cannot be read says about that; empty if nothing. */
  static String unfinished(String name) {
    return UNFINISHED.stream().anyMatch(end -> name.toLowerCase(Locale.ROOT).endsWith(end))
        ? ". By its name the download is not finished: let it end, or start it again"
        : "";
  }

  /** The start of a zip file that holds a model as one of its files. */
  static Optional<String> packed(Iterable<String> names) {
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (List.of(".pth", ".pt", ".bin", ".ckpt", ".safetensors", ".tar").stream()
          .anyMatch(lower::endsWith)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
