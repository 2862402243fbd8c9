package org.heredity.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that an ONNX model's tensors lie in outside of it, all in the model's own folder or
 * folders within, links looked through. Not thread-safe; what was read of it stays valid when it is
 * closed.
 */
final class OnnxExternalData implements Closeable {
  private static final int MOST_FILES = 1024;

  private final Path folder;
  private final Map<String, FileBytes> open = new LinkedHashMap<>();

  /**
   * @param folder the model's; null if there is none to be had
   */
  OnnxExternalData(Path folder) {
    this.folder = folder;
  }

  /**
   * Bytes of a file, where they lie.
   *
   * @param tensor whose they are, for errors
   * @param entries what the model says of them: location, offset and length
   * @param expected how many the tensor has
   */
  ByteBuffer read(String tensor, Map<String, String> entries, long expected) {
    String location = entries.getOrDefault("location", "");
    long offset = number(tensor, entries, "offset", 0);
    long length = number(tensor, entries, "length", expected);
    if (length != expected) {
      throw new CheckpointException(
          quoted(tensor) + " takes " + expected + " bytes, but " + length + " of external data");
    }
    try {
      return file(tensor, location).slice(offset, expected, quoted(tensor) + "'s external data");
    } catch (IOException e) {
      throw new CheckpointException(
          quoted(tensor)
              + " lies in "
              + Printable.quote(location)
              + ", which cannot be read ("
              + e.getClass().getSimpleName()
              + "); put it beside the model",
          e);
    }
  }

  private static String quoted(String tensor) {
    return "tensor " + Printable.quote(tensor);
  }

  private static long number(
      String tensor, Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new CheckpointException(
          quoted(tensor) + " has external data of " + key + " " + Printable.quote(text));
    }
    return Long.parseLong(text);
  }

  private FileBytes file(String tensor, String location) throws IOException {
    FileBytes known = open.get(location);
    if (known != null) {
      return known;
    }
    if (open.size() == MOST_FILES) {
      throw new CheckpointException("the model has over " + MOST_FILES + " files of external data");
    }
    FileBytes opened = FileBytes.open(inside(tensor, location));
    open.put(location, opened);
    return opened;
  }

  private Path inside(String tensor, String location) throws IOException {
    if (folder == null) {
      throw outside(tensor, location);
    }
    for (String part : location.split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || part.matches(".*[\\\\:\0].*")) {
        throw outside(tensor, location);
      }
    }
    try {
      Path file = folder.resolve(location).toRealPath();
      if (!file.startsWith(folder.toRealPath()) || !Files.isRegularFile(file)) {
        throw outside(tensor, location);
      }
      return file;
    } catch (InvalidPathException e) {
      throw outside(tensor, location);
    }
  }

  private static CheckpointException outside(String tensor, String location) {
    return new CheckpointException(
        quoted(tensor)
            + " lies in "
            + Printable.quote(location)
            + "; external data is read from files in the model's own folder alone");
  }

  @Override
  public void close() {
    for (FileBytes file : open.values()) {
      try {
        file.close();
      } catch (IOException e) {
        // Was only read; what was taken of it stays.
      }
    }
  }
}
