package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.Objects;
import org.heredity.api.config.UsageException;
import org.heredity.checkpoint.StateDict;

/**
 * Which teacher a suite reuses.
 *
 * @param architecture name of the architecture, such as {@code resnet18}
 * @param source where its weights are
 * @param imageSize side of the square input, in pixels
 * @param width channels of the first stage; 0 to tell it from the tensors
 */
public record TeacherConfig(String architecture, Source source, int imageSize, int width) {
  public TeacherConfig {
    Objects.requireNonNull(source, "source");
    if (architecture == null || architecture.isBlank()) {
      throw new UsageException("teacher.architecture is missing; 'list architectures' names them");
    }
    if (imageSize < 1) {
      throw new UsageException("teacher.image-size must be a number of pixels, got " + imageSize);
    }
    if (width < 0) {
      throw new UsageException("teacher.width must be positive, or 0 to tell it; got " + width);
    }
  }

  /** A teacher in a file, its width told from the tensors. */
  public static TeacherConfig file(String architecture, Path checkpoint, int imageSize) {
    return new TeacherConfig(architecture, new Checkpoint(checkpoint), imageSize, 0);
  }

  /** Where a teacher's weights are. */
  public sealed interface Source {}

  /**
   * In a file of any format that the checkpoint module reads.
   *
   * @param file the file
   */
  public record Checkpoint(Path file) implements Source {
    public Checkpoint {
      if (file == null) {
        throw new UsageException("teacher.checkpoint is missing: name a .pth or .safetensors file");
      }
    }
  }

  /**
   * In memory.
   *
   * @param weights all tensors, head included
   * @param description how they were made, as reports tell it
   */
  public record InMemory(StateDict weights, String description) implements Source {}
}
