package org.heredity.pipeline.student;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.TargetData;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.StageTime;
import org.heredity.api.train.StageWork;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Scope;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Cached;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Teachers;

/**
 * What one student is made with: runs its stages and notes how they went. Owns their results until
 * it is closed. Not thread-safe.
 */
public final class StudentReuse implements Reuse, AutoCloseable {
  private final CommonConfig config;
  private final double trainingScale;
  private final Teacher teacher;
  private final TargetWork target;
  private final Cache cache;
  private final String subject;
  private final long seed;
  private final Map<String, Object> method;
  private final Scope scope = new Scope();
  private final List<StageTime> stages = new ArrayList<>();
  private final List<CurvePoint> curve = new ArrayList<>();

  /**
   * The work on one student.
   *
   * @param trainingScale factor on the published number of training steps
   * @param subject what listeners are told it is
   * @param seed of the student
   * @param method its name and settings, inputs of its stages beside the seed
   */
  public StudentReuse(
      CommonConfig config,
      double trainingScale,
      Teacher teacher,
      TargetWork target,
      Cache cache,
      String subject,
      long seed,
      Map<String, Object> method) {
    this.config = config;
    this.trainingScale = trainingScale;
    this.teacher = teacher;
    this.target = target;
    this.cache = cache;
    this.subject = subject;
    this.seed = seed;
    this.method = method;
  }

  /** All inputs of the student. */
  Map<String, Object> inputs() {
    Map<String, Object> all = ofSeed();
    all.put("method", method);
    return all;
  }

  /** What every student of a seed depends on, by whatever method. */
  private Map<String, Object> ofSeed() {
    Map<String, Object> all = common(config, teacher, target);
    all.put("seed", seed);
    all.put("training-scale", trainingScale);
    all.put("batch-size", config.batchSize());
    return all;
  }

  /** What every stage on this teacher and target depends on. */
  private static Map<String, Object> common(
      CommonConfig config, Teacher teacher, TargetWork target) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("teacher", Teachers.inputs(teacher));
    all.put("target", target.inputs());
    all.put("protocol", config.protocol());
    if (config.protocol() == Protocol.STRICT) {
      all.put("split-seed", config.setSeed());
    }
    return all;
  }

  List<StageTime> stages() {
    return stages;
  }

  List<CurvePoint> curve() {
    return curve;
  }

  @Override
  public Teacher teacher() {
    return teacher;
  }

  @Override
  public TargetData target() {
    return target.data();
  }

  @Override
  public Protocol protocol() {
    return config.protocol();
  }

  @Override
  public double trainingScale() {
    return trainingScale;
  }

  @Override
  public int batchSize() {
    return config.batchSize();
  }

  @Override
  public Randomness randomness() {
    return Randomness.of(seed).at("student");
  }

  @Override
  public StateDict stage(String name, StageWork work) {
    return ownStage(name, inputs(), work);
  }

  @Override
  public StateDict stage(String name, Map<String, Object> inputs, StageWork work) {
    Map<String, Object> all = ofSeed();
    all.put("inputs", inputs);
    return ownStage(name, all, work);
  }

  private StateDict ownStage(String name, Map<String, Object> all, StageWork work) {
    if (stages.stream().anyMatch(stage -> stage.name().equals(name) && !stage.shared())) {
      throw new IllegalStateException("the stage '" + name + "' runs twice in one student");
    }
    all.put("stage", name);
    return run(ArtifactKey.of("stage-" + name, all), name, false, work);
  }

  @Override
  public StateDict sharedStage(String name, Map<String, Object> inputs, StageWork work) {
    Map<String, Object> all = common(config, teacher, target);
    all.put("stage", name);
    all.put("inputs", inputs);
    return run(ArtifactKey.of("shared-" + name, all), name, true, work);
  }

  private StateDict run(ArtifactKey key, String name, boolean shared, StageWork work) {
    Cached<StateDict> cached =
        cache.get(
            new Stage(shared ? target.name() : subject, name),
            key,
            ArtifactType.TENSORS,
            work::run);
    stages.add(new StageTime(name, cached.artifact().seconds(), shared));
    curve.addAll(cached.artifact().curve());
    return own(cached.value());
  }

  /** Owns tensors from now on, but for those that are the teacher's; gives them back. */
  StateDict own(StateDict tensors) {
    return scope.own(tensors, teacher.weights());
  }

  @Override
  public void close() {
    scope.close();
  }
}
