package org.heredity.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.heredity.files.WrongFile;

/** Says of a file that is no checkpoint what it is instead, and what to do. */
final class ForeignFile {
  /** First bytes in Latin-1, and what a file is that starts so. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("\u0089HDF", "an HDF5 file, as Keras writes; convert it to safetensors"),
          Map.entry("\u0093NUMPY", "a NumPy array; save a state dict with torch.save"),
          Map.entry("GGUF", "a GGUF file, which holds a language model"),
          Map.entry("\u0089PNG", "a PNG image"),
          Map.entry("\u00ff\u00d8\u00ff", "a JPEG image"),
          Map.entry("%PDF", "a PDF document"));

  private ForeignFile() {}

  static CheckpointException refused(FileBytes file) {
    int shown = (int) Math.min(WrongFile.LOOKS_AT, file.size());
    byte[] first = new byte[shown];
    file.slice(0, shown, "the start").get(first);
    return new CheckpointException(
        kind(first).map(kind -> "this is " + kind).orElseGet(() -> unknown(file, first)));
  }

  private static Optional<String> kind(byte... first) {
    Optional<String> wrong = WrongFile.describe(first, "model");
    if (wrong.isPresent()) {
      return wrong;
    }
    String text = new String(first, StandardCharsets.ISO_8859_1);
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
        + "*.index.json, Deeplearning4j .zip, .onnx); it has "
        + file.size()
        + " bytes and starts with "
        + HexFormat.ofDelimiter(" ").formatHex(first, 0, Math.min(16, first.length));
  }

  /** What the name of a file that cannot be read says about that; empty if nothing. */
  static String unfinished(String name) {
    return WrongFile.unfinished(name).map(reason -> ". By" + reason.substring(2)).orElse("");
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
