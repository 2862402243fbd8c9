package org.heredity.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says: a graph of operations, and tensors. Nothing of it is run. Immutable.
 *
 * <p>Files are taken to be hostile: sizes, counts and nesting are checked before memory is taken,
 * which in the heap is a bounded multiple of the nodes' part of the file; tensors stay where they
 * are until they are asked for. Operators of other domains, graphs within nodes and functions are
 * refused, and external data that does not lie in the model's own folder.
 *
 * @param producer who wrote it, such as {@code pytorch 1.13}; made fit to be printed
 * @param opset version of ONNX's operators
 * @param input the images' name
 * @param inputShape of those; 0 for a size that is not fixed, empty if none is said
 * @param output the logits' name
 * @param nodes in the file's order
 * @param tensors by name
 * @param metadata of the file, in its order
 */
public record OnnxModel(
    String producer,
    long opset,
    String input,
    List<Long> inputShape,
    String output,
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> tensors,
    Map<String, String> metadata) {
  private static final OnnxFormat FORMAT = new OnnxFormat();

  public OnnxModel {
    inputShape = List.copyOf(inputShape);
    nodes = List.copyOf(nodes);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * The model in a file.
   *
   * @throws CheckpointException if it is damaged, hostile or holds what is not supported; the
   *     message names the file
   */
  public static OnnxModel read(Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return read(bytes, file.toAbsolutePath().getParent());
    } catch (CheckpointException e) {
      throw Checkpoints.refused(file, e);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param folder where external data lies; null if there is none to be had
   */
  static OnnxModel read(FileBytes bytes, Path folder) {
    return FORMAT.model(bytes, folder);
  }
}
