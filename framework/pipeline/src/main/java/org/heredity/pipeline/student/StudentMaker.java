package org.heredity.pipeline.student;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.method.Student;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.StageTime;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Cached;
import org.heredity.pipeline.cache.Running;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes students, or finds those that are cached. Not thread-safe. */
public final class StudentMaker {
  private static final String WEIGHTS = "weights";
  private static final String MASK = "mask";
  private static final ArtifactType<Log> TYPE = ArtifactType.json(Log.class);

  private final SuiteConfig config;
  private final Teacher teacher;
  private final Cache cache;

  public StudentMaker(SuiteConfig config, Teacher teacher, Cache cache) {
    this.config = config;
    this.teacher = teacher;
    this.cache = cache;
  }

  /**
   * A student that is there.
   *
   * @param weights where its tensors lie
   * @param mask where its mask lies; empty if the method removes nothing
   * @param log how it was made
   */
  public record Made(Artifact.Blob weights, Optional<Artifact.Blob> mask, Log log) {}

  /**
   * How a student was made; stored beside its tensors.
   *
   * @param digest of its state dict
   * @param distance from the teacher
   */
  public record Log(
      String digest, List<StageTime> stages, List<CurvePoint> curve, Distance distance) {}

  public Made make(TargetWork target, MethodConfig<?> method, long seed, String subject) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("name", method.method().name());
    named.put("settings", method.values());
    Cached<Log> cached;
    try (StudentReuse reuse =
        new StudentReuse(
            config.common(),
            config.trainingScale(),
            teacher,
            target,
            cache,
            subject,
            seed,
            named)) {
      cached =
          cache.get(
              subject,
              ArtifactKey.of("student", reuse.inputs()),
              TYPE,
              running -> make(method, reuse, running));
    }
    if (cached.found()) {
      for (StageTime stage : cached.value().stages()) {
        cache.listener().stageEnded(subject, stage.name(), stage.seconds(), true);
      }
    }
    Artifact artifact = cached.artifact();
    return new Made(
        artifact.blob(WEIGHTS), Optional.ofNullable(artifact.blobs().get(MASK)), cached.value());
  }

  private Log make(MethodConfig<?> method, StudentReuse reuse, Running running) {
    Student student = method.make(reuse);
    reuse.own(student.weights());
    reuse.own(StateDict.of(student.mask()));
    requireFinite(student.weights());
    running.store(WEIGHTS, student.weights());
    if (!student.mask().isEmpty()) {
      running.store(MASK, StateDict.of(inOrder(student)));
    }
    return new Log(
        student.weights().digest(),
        List.copyOf(reuse.stages()),
        List.copyOf(reuse.curve()),
        Distance.of(student, teacher.weights()));
  }

  /** A ReLU may hide from loss and logits that a batch norm has lost its statistics. */
  private static void requireFinite(StateDict weights) {
    weights
        .asMap()
        .forEach(
            (name, tensor) -> {
              try {
                if (tensor.dataType() == DataType.FLOAT && tensor.rank() > 0) {
                  Floats.requireFinite(tensor);
                }
              } catch (NonFiniteException e) {
                throw new TrainingException(
                    "the student's '"
                        + name
                        + "' holds "
                        + e.getMessage()
                        + ": the training diverged; lower the learning rate",
                    e);
              }
            });
  }

  private static Map<String, INDArray> inOrder(Student student) {
    Map<String, INDArray> ordered = new LinkedHashMap<>();
    for (String name : student.weights().names()) {
      if (student.mask().containsKey(name)) {
        ordered.put(name, student.mask().get(name));
      }
    }
    return ordered;
  }
}
