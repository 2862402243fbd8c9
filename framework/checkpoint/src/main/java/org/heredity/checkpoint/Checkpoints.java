package org.heredity.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads checkpoints of every format, inferred from the content and not from the file's name:
 *
 * <ul>
 *   <li>PyTorch's zip files (since 1.6) and those before; a state dict, or a training checkpoint
 *       around one under {@code state_dict}, {@code model_state_dict}, {@code model} or {@code net}
 *   <li>safetensors, one file or several with an {@code *.index.json}
 * </ul>
 *
 * <p>Files are taken to be hostile. Nothing in a pickle is executed or instantiated; whatever a
 * state dict does not need is refused by name. Sizes, offsets, counts and nesting are checked
 * before memory is taken: outside the heap at most four times the file and 16 MiB, in the heap a
 * bounded multiple of the descriptive part (the pickle of at most 32 MiB, or the header of at most
 * 16 MiB). Stateless and thread-safe.
 */
public final class Checkpoints {
  private static final Dl4jFormat DL4J = new Dl4jFormat();
  private static final List<CheckpointFormat> FORMATS =
      List.of(
          DL4J,
          new TorchZipFormat(),
          new TorchLegacyFormat(),
          new SafetensorsFormat(),
          new SafetensorsIndexFormat());

  private Checkpoints() {}

  /**
   * The tensors of {@code file}, named as in a bare model, in the file's order and types.
   *
   * @throws CheckpointException if it is none of the formats, damaged or hostile; the message names
   *     the file, what was expected, what came and what to do
   */
  public static StateDict read(Path file) {
    return load(file).tensors();
  }

  /**
   * As {@link #read}, with the file's metadata and what was done to get the tensors.
   *
   * @throws CheckpointException as {@link #read}
   */
  public static Checkpoint load(Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return load(bytes, file.toAbsolutePath().getParent());
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Whether {@code file} is a model that Deeplearning4j's ModelSerializer wrote, which {@link
   * #read} leaves to Deeplearning4j.
   *
   * @throws CheckpointException if the file cannot be read, or is a zip file that is damaged
   */
  public static boolean isDl4j(Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return DL4J.recognises(bytes);
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Checkpoint load(FileBytes file, Path folder) {
    for (CheckpointFormat format : FORMATS) {
      if (format.recognises(file)) {
        return format.read(file, folder);
      }
    }
    int shown = (int) Math.min(16, file.size());
    ByteBuffer start = file.slice(0, shown, "the start");
    byte[] first = new byte[shown];
    start.get(first);
    throw new CheckpointException(
        "this is no checkpoint of a known format (PyTorch .pth or .pt, .safetensors or its "
            + "*.index.json, Deeplearning4j .zip); it has "
            + file.size()
            + " bytes and starts with "
            + HexFormat.ofDelimiter(" ").formatHex(first));
  }
}
