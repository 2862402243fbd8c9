package org.heredity.pipeline.input;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.Checkpoint;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;

/** Opens teachers. */
public final class Teachers {
  private Teachers() {}

  /**
   * Reads a teacher; its width and classes are inferred from its tensors, which are the caller's.
   *
   * @param listener hears what was stripped or left out
   * @throws CheckpointException if it cannot be read or is of another architecture or width
   */
  public static Teacher open(
      TeacherConfig config, Architecture architecture, SuiteListener listener) {
    StateDict weights = read(config.checkpoint(), architecture, config.imageSize(), listener);
    String source = config.checkpoint().getFileName().toString();
    NetworkSpec spec = recognise(architecture, weights, config.imageSize(), source);
    if (config.width() != 0 && config.width() != spec.width()) {
      throw new CheckpointException(
          source
              + ": teacher.width is "
              + config.width()
              + ", but its tensors are of width "
              + spec.width()
              + "; leave teacher.width out to infer it from the file");
    }
    return new Teacher(spec, weights, weights.digest(), source);
  }

  /**
   * The tensors of a file, a Deeplearning4j model's by PyTorch's names; the caller's.
   *
   * @param architecture of a Deeplearning4j model
   */
  public static StateDict read(
      Path file, Architecture architecture, int imageSize, SuiteListener listener) {
    if (Checkpoints.isDl4j(file)) {
      return Network.readDl4j(architecture, imageSize, file);
    }
    Checkpoint checkpoint = Checkpoints.load(file);
    checkpoint.notes().forEach(note -> listener.note(file + ": " + note));
    return checkpoint.tensors();
  }

  /**
   * The network whose tensors these are.
   *
   * @param source what messages call it
   * @throws CheckpointException if they are not the architecture's
   */
  public static NetworkSpec recognise(
      Architecture architecture, StateDict weights, int imageSize, String source) {
    NetworkSpec spec =
        architecture
            .recognise(weights, imageSize)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        source
                            + " holds no "
                            + architecture.name()
                            + ": its "
                            + weights.size()
                            + " tensors, such as "
                            + weights.names().stream().limit(3).toList()
                            + ", are another network's; check the architecture"));
    requireAll(spec, weights, source);
    return spec;
  }

  /** Refuses weights that are not exactly the network's, before anything is computed with them. */
  public static void requireAll(NetworkSpec spec, StateDict weights, String source) {
    try {
      spec.fit(weights);
    } catch (CheckpointException e) {
      throw new CheckpointException(source + ": " + e.getMessage(), e);
    }
  }

  /** What an artifact that is made with a teacher follows from. */
  public static Map<String, Object> inputs(Teacher teacher) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("digest", teacher.digest());
    all.put("architecture", teacher.spec().architecture().name());
    all.put("width", teacher.spec().width());
    all.put("image-size", teacher.spec().imageSize());
    return all;
  }

  /** In words, such as {@code resnet18, width 64, 32 px}. */
  public static String describe(NetworkSpec spec) {
    return spec.architecture().name() + ", width " + spec.width() + ", " + spec.imageSize() + " px";
  }
}
