package org.heredity.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads checkpoints of every format, inferred from the content and not from the file's name:
 *
 * <ul>
 *   <li>PyTorch's zip files (since 1.6) and those before; a state dict, or a training checkpoint
 *       around one under {@code state_dict}, {@code model_state_dict}, {@code model} or {@code net}
 *   <li>safetensors, one file or several with an {@code *.index.json}
 * </ul>
 *
 * <p>Files are taken to be hostile. Nothing in a pickle is executed or instantiated; what a state
 * dict does not need is read as plain data and left out, and what can only do harm is refused by
 * name. Sizes, offsets, counts and nesting are checked before memory is taken: outside the heap at
 * most four times the file and 16 MiB, in the heap a bounded multiple of the descriptive part (the
 * pickle of at most 32 MiB, or the header of at most 16 MiB). Stateless and thread-safe.
 */
public final class Checkpoints {
  private static final Dl4jFormat DL4J = new Dl4jFormat();
  private static final OnnxFormat ONNX = new OnnxFormat();
  private static final List<CheckpointFormat> FORMATS =
      List.of(
          DL4J,
          new TorchZipFormat(),
          new TorchLegacyFormat(),
          new SafetensorsFormat(),
          new SafetensorsIndexFormat(),
          ONNX);

  private static final List<String> FOLDERS =
      List.of("model.safetensors", "model.safetensors.index.json");

  private Checkpoints() {}

  /**
   * The file with the weights: of a folder as Hugging Face has it its {@code model.safetensors}, or
   * the index of its parts; else {@code path} itself.
   */
  public static Path weights(Path path) {
    if (Files.isDirectory(path)) {
      for (String name : FOLDERS) {
        if (Files.isRegularFile(path.resolve(name))) {
          return path.resolve(name);
        }
      }
    }
    return path;
  }

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
    return load(file, Optional.empty());
  }

  /**
   * As {@link #load(Path)}, of a file with several state dicts.
   *
   * @param choice the wanted one: the keys that lead to it, joined by dots, such as {@code
   *     state_dict_ema}, or what the names of its tensors start with, such as {@code model.}
   * @throws CheckpointException as {@link #read}; if there is no such state dict, naming those that
   *     there are
   */
  public static Checkpoint load(Path file, Optional<String> choice) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return load(bytes, file.toAbsolutePath().getParent(), choice);
    } catch (CheckpointException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static CheckpointException refused(Path file, CheckpointException e) {
    return new CheckpointException(
        file + ": " + e.getMessage() + ForeignFile.unfinished(file.toString()), e);
  }

  /**
   * Whether {@code file} is a model that Deeplearning4j's ModelSerializer wrote, which {@link
   * #read} leaves to Deeplearning4j.
   *
   * @throws CheckpointException if the file cannot be read, or is a zip file that is damaged
   */
  public static boolean isDl4j(Path file) {
    return is(DL4J, file);
  }

  /**
   * Whether {@code file} is an ONNX model, which {@link OnnxModel#read} reads and {@link #read}
   * does not.
   *
   * @throws CheckpointException if the file cannot be read
   */
  public static boolean isOnnx(Path file) {
    return is(ONNX, file);
  }

  private static boolean is(CheckpointFormat format, Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      return of(bytes).filter(found -> found == format).isPresent();
    } catch (CheckpointException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Checkpoint load(FileBytes file, Path folder, Optional<String> choice) {
    return of(file).orElseThrow(() -> ForeignFile.refused(file)).read(file, folder, choice);
  }

  /** The first of the formats that it is; what marks some is weak. */
  private static Optional<CheckpointFormat> of(FileBytes file) {
    return FORMATS.stream().filter(format -> format.recognises(file)).findFirst();
  }
}
