package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Models of ONNX: a message of Protocol Buffers. They have no mark of their own; what tells them
 * apart is that they begin with a small version number and a field that a model has.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">the format</a>
 */
final class OnnxFormat implements CheckpointFormat {
  /** Of a name or a word; longer ones are refused. */
  static final int LONGEST_NAME = 4096;

  private static final int GRAPH = 7;
  private static final int OPSET = 8;
  private static final int METADATA = 14;
  private static final int FUNCTIONS = 25;
  private static final Set<Integer> FIELDS =
      Set.of(2, 3, 4, 5, 6, GRAPH, OPSET, METADATA, 20, FUNCTIONS);
  private static final int VERSION_TAG = 1 << 3;
  private static final int LATEST_VERSION = 64;
  private static final int LONGEST_METADATA = 1 << 16;
  private static final int MOST_METADATA = 256;
  private static final long OLDEST_OPSET = 11;
  private static final long LATEST_OPSET = 18;

  @Override
  public String name() {
    return "ONNX";
  }

  @Override
  public boolean recognises(FileBytes file) {
    if (file.size() < 4) {
      return false;
    }
    ByteBuffer start = file.slice(0, 4, "the start");
    int version = start.get(1);
    int tag = start.get(2) & 0xFF;
    if (tag >= 0x80) {
      tag = tag & 0x7F | (start.get(3) & 0x7F) << 7;
    }
    return start.get(0) == VERSION_TAG
        && version > 0
        && version < LATEST_VERSION
        && FIELDS.contains(tag >> 3);
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    throw new CheckpointException(
        "this is an ONNX model, not a state dict; it can only be read as a whole network, such as"
            + " a teacher");
  }

  /** The whole of it. */
  OnnxModel model(FileBytes file, Path folder) {
    if (!recognises(file)) {
      throw new CheckpointException("this is no ONNX model");
    }
    ByteBuffer all = file.slice(0, file.size(), "the model");
    String producer = "";
    String version = "";
    ByteBuffer graph = null;
    long opset = 0;
    Map<String, String> metadata = new LinkedHashMap<>();
    ProtoReader model = new ProtoReader(all, "the model");
    while (model.next()) {
      switch (model.field()) {
        case 2 -> producer = model.text(LONGEST_NAME);
        case 3 -> version = model.text(LONGEST_NAME);
        case GRAPH -> graph = once(graph, model.content());
        case OPSET -> opset = Math.max(opset, opset(model.message("an opset")));
        case METADATA -> metadata(model.message("the metadata"), metadata);
        case FUNCTIONS ->
            throw new CheckpointException(
                "the model has functions of its own, which are not read; inline them");
        default -> {}
      }
    }
    String writer = writer(producer, version);
    if (graph == null) {
      throw new CheckpointException("the model" + writer + " holds no graph; it is cut short");
    }
    if (opset < OLDEST_OPSET || opset > LATEST_OPSET) {
      throw new CheckpointException(
          "the model"
              + writer
              + " is of opset "
              + opset
              + "; those of "
              + OLDEST_OPSET
              + " to "
              + LATEST_OPSET
              + " are read, export it as one");
    }
    try (OnnxExternalData data = new OnnxExternalData(folder)) {
      return new OnnxGraphReader(data).read(graph).model(writer.strip(), opset, metadata);
    } catch (CheckpointException e) {
      throw new CheckpointException(e.getMessage() + writer, e);
    }
  }

  private static ByteBuffer once(ByteBuffer before, ByteBuffer now) {
    if (before != null) {
      throw new CheckpointException("the model has two graphs; it is damaged");
    }
    return now;
  }

  private static String writer(String producer, String version) {
    String both = Printable.quote((producer + " " + version).strip());
    return " (written by " + (both.equals("''") ? "an unnamed program" : both) + ")";
  }

  /** Of ONNX's own operators; others are refused where they are used. */
  private static long opset(ProtoReader entry) {
    String domain = "";
    long version = 0;
    while (entry.next()) {
      if (entry.field() == 1) {
        domain = entry.text(LONGEST_NAME);
      } else if (entry.field() == 2) {
        version = entry.whole();
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
  }

  private static void metadata(ProtoReader entry, Map<String, String> into) {
    String[] pair = pair(entry, LONGEST_METADATA);
    into.put(pair[0], pair[1]);
    if (into.size() > MOST_METADATA) {
      throw new CheckpointException("the model has over " + MOST_METADATA + " entries of metadata");
    }
  }

  /** Key and value. */
  static String[] pair(ProtoReader entry, int longest) {
    String[] pair = {"", ""};
    while (entry.next()) {
      if (entry.field() == 1 || entry.field() == 2) {
        pair[entry.field() - 1] = entry.text(longest);
      }
    }
    return pair;
  }
}
