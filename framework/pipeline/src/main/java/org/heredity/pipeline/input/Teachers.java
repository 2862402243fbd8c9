package org.heredity.pipeline.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.Checkpoint;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.dl4j.Dl4jModel;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.naming.Match;
import org.heredity.engine.naming.NameMatcher;
import org.heredity.engine.onnx.OnnxNetwork;
import org.heredity.engine.zoo.Architectures;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;

/** Opens teachers. */
public final class Teachers {
  private Teachers() {}

  /**
   * Reads a teacher; its width and classes are inferred from its tensors, which are the caller's. A
   * file without a head is good enough: it then has one of two classes, all 0.
   *
   * @param architectures that it may be of, the likeliest first
   * @param listener hears what was stripped, renamed or left out
   * @throws CheckpointException if it cannot be read, is of another architecture or width, or has
   *     weights that are no numbers
   */
  public static Teacher open(
      TeacherConfig config, List<Architecture> architectures, SuiteListener listener) {
    return teacher(config, model(config, architectures, listener));
  }

  /**
   * As {@link #open}, of a network that is to classify by its own head.
   *
   * @throws CheckpointException as there, and if there is no head
   */
  public static Teacher openClassifier(
      TeacherConfig config, List<Architecture> architectures, SuiteListener listener) {
    Model model = model(config, architectures, listener);
    requireHead(model, config.checkpoint());
    return teacher(config, model);
  }

  private static Model model(
      TeacherConfig config, List<Architecture> architectures, SuiteListener listener) {
    return model(
        config.checkpoint(),
        config.stateDict(),
        architectures,
        config.imageSize(),
        config.preprocessing(),
        listener);
  }

  private static Teacher teacher(TeacherConfig config, Model match) {
    String source = config.checkpoint().getFileName().toString();
    if (config.width() != 0 && config.width() != match.spec().width()) {
      throw new CheckpointException(
          source
              + ": teacher.width is "
              + config.width()
              + ", but its tensors are of width "
              + match.spec().width()
              + "; leave teacher.width out to infer it from the file");
    }
    return new Teacher(
        match.spec(), match.weights(), match.weights().digest(), source, match.preprocessing());
  }

  /**
   * The network in a file of any format: the one place where the files of others become networks.
   * Its tensors are the caller's.
   *
   * @param path a file, or a folder as Hugging Face has it
   * @param stateDict which one, if the file holds several
   * @param architectures those that it may be, the likeliest first; where it may be several, a file
   *     that lays its network out itself may be none of them
   * @param imageSize side of its images, in pixels; if it is not said, what an ONNX file fixes, or
   *     the usual one
   * @param preprocessing that the user says it has
   * @throws CheckpointException if it is none of them, or has weights that are no numbers or whose
   *     values overflow; the message names the file
   */
  public static Model model(
      Path path,
      Optional<String> stateDict,
      List<Architecture> architectures,
      Optional<Integer> imageSize,
      Optional<PreprocessingSettings> preprocessing,
      SuiteListener listener) {
    Path file = Checkpoints.weights(path);
    Map<String, String> metadata;
    Match match;
    try {
      Optional<FileNetwork> own = laidOut(file, imageSize);
      if (own.isPresent()) {
        metadata = own.get().metadata();
        match = own.get().among(architectures);
      } else {
        Checkpoint checkpoint = Checkpoints.load(file, stateDict);
        checkpoint.notes().forEach(note -> listener.note(file + ": " + note));
        metadata = checkpoint.metadata();
        match =
            NameMatcher.match(
                architectures,
                Architectures.all(),
                checkpoint.tensors(),
                imageSize.orElse(TeacherConfig.USUAL_SIDE));
      }
    } catch (CheckpointException e) {
      throw e.in(file);
    }
    match.notes().forEach(note -> listener.note(file + ": " + note));
    OverflowProbe.require(match.spec(), match.weights(), file.toString());
    return new Model(
        match.spec(),
        match.weights(),
        match.hasHead(),
        new PreprocessingSources(file, match, listener).find(metadata, preprocessing));
  }

  /** The network of a file that says itself how its network is laid out. */
  private static Optional<FileNetwork> laidOut(Path file, Optional<Integer> imageSize) {
    if (Checkpoints.isDl4j(file)) {
      return Optional.of(Dl4jModel.read(file, imageSize.orElse(TeacherConfig.USUAL_SIDE)));
    }
    return Checkpoints.isOnnx(file)
        ? Optional.of(OnnxNetwork.read(file, imageSize, TeacherConfig.USUAL_SIDE))
        : Optional.empty();
  }

  /**
   * A network that was found in a file.
   *
   * @param spec which network
   * @param weights exactly its tensors, the caller's
   * @param hasHead whether the file has the head; if not, there is one of two classes, all 0
   * @param preprocessing what its images go through
   */
  public record Model(
      NetworkSpec spec, StateDict weights, boolean hasHead, Preprocessing preprocessing) {}

  /**
   * Refuses a file without a head.
   *
   * @throws CheckpointException naming the file
   */
  public static void requireHead(Model match, Path file) {
    if (!match.hasHead()) {
      throw new CheckpointException(
          file
              + " has no head of one linear layer from the features to classes, so it classifies "
              + "nothing; it can be a teacher, but here a whole classifier is needed");
    }
  }

  /**
   * SHA-256 of a teacher's file, which says whether it is one that was published.
   *
   * @return 64 hexadecimal digits in lower case
   * @throws StorageException if the file is gone
   */
  public static String digest(TeacherConfig config) {
    try {
      return Sha256.of(Checkpoints.weights(config.checkpoint()));
    } catch (IOException e) {
      throw StorageException.of("read " + config.checkpoint(), e);
    }
  }

  /** What an artifact that is made with a teacher follows from. */
  public static Map<String, Object> inputs(Teacher teacher) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("digest", teacher.digest());
    all.put("architecture", teacher.spec().architecture().name());
    all.put("width", teacher.spec().width());
    all.put("image-size", teacher.spec().imageSize());
    if (!teacher.preprocessing().usual()) {
      all.put("preprocessing", teacher.preprocessing().values());
    }
    return all;
  }

  /** In words, such as {@code resnet18, width 64, 32 px}. */
  public static String describe(NetworkSpec spec) {
    return spec.architecture().name() + ", width " + spec.width() + ", " + spec.imageSize() + " px";
  }
}
