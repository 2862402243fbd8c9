package org.heredity.pipeline.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.method.Student;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.StageTime;
import org.heredity.checkpoint.StateDict;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.StageRunner;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuitePlan.PlannedMethod;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes students, or finds those made before. Not thread-safe. */
public final class StudentMaker {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SuiteConfig config;
  private final Teacher teacher;
  private final StageRunner runner;

  public StudentMaker(SuiteConfig config, Teacher teacher, StageRunner runner) {
    this.config = config;
    this.teacher = teacher;
    this.runner = runner;
  }

  /**
   * A student that is there.
   *
   * @param weights where its tensors lie
   * @param mask where its mask lies; empty if the method removes nothing
   * @param digest of its state dict
   * @param log how it was made
   */
  public record Made(Artifact weights, Optional<Artifact> mask, String digest, Log log) {}

  /** How a student was made; part of its stored entry. */
  public record Log(
      String digest,
      boolean masked,
      List<StageTime> stages,
      List<CurvePoint> curve,
      List<LayerWeights> layers) {}

  public Made make(TargetWork target, PlannedMethod<?> method, long seed, String subject) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("name", method.method().name());
    named.put("settings", method.values());
    StudentReuse reuse = new StudentReuse(config, teacher, target, runner, subject, seed, named);
    ArtifactKey key = ArtifactKey.of("student", reuse.inputs());
    ArtifactKey maskKey = ArtifactKey.of("mask", reuse.inputs());
    Optional<Artifact> kept = runner.store().find(key);
    if (kept.isPresent()) {
      Log log = read(kept.get().notes());
      Optional<Artifact> mask = log.masked() ? runner.store().find(maskKey) : Optional.empty();
      if (log.masked() == mask.isPresent()) {
        log.stages()
            .forEach(
                stage ->
                    runner.listener().stageEnded(subject, stage.name(), stage.seconds(), true));
        return new Made(kept.get(), mask, log.digest(), log);
      }
    }
    Student student = method.make(reuse);
    List<LayerWeights> layers = layers(student);
    String digest = student.weights().digest();
    boolean masked = !student.mask().isEmpty();
    Log log =
        new Log(
            digest,
            masked,
            new ArrayList<>(reuse.stages()),
            new ArrayList<>(reuse.curve()),
            layers);
    double seconds = log.stages().stream().mapToDouble(StageTime::seconds).sum();
    Optional<Artifact> mask = Optional.empty();
    if (masked) {
      StateDict tensors = StateDict.of(inOrder(student));
      mask = Optional.of(runner.store().put(maskKey, tensors, seconds, "{}"));
    }
    Artifact weights = runner.store().put(key, student.weights(), seconds, write(log));
    return new Made(weights, mask, digest, log);
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

  /**
   * What the method kept of each convolution: by its mask where it made one, for the weights that
   * it removed may move again in fine-tuning; else the student's weights that are not zero.
   */
  public static List<LayerWeights> layers(Student student) {
    List<LayerWeights> layers = new ArrayList<>();
    student
        .weights()
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (tensor.rank() == 4 && name.endsWith(".weight")) {
                INDArray counted = student.mask().getOrDefault(name, tensor);
                layers.add(
                    new LayerWeights(
                        name.substring(0, name.length() - ".weight".length()),
                        nonZero(counted),
                        counted.length()));
              }
            });
    return layers;
  }

  private static long nonZero(INDArray tensor) {
    float[] values = tensor.dup('c').data().asFloat();
    long count = 0;
    for (float value : values) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }

  private static String write(Log log) {
    try {
      return MAPPER.writeValueAsString(log);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a student's log is plain data", e);
    }
  }

  private static Log read(String notes) {
    try {
      return MAPPER.readValue(notes, Log.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored student lacks its log", e);
    }
  }
}
