package org.heredity.pipeline.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.heredity.api.train.TrainingLength;
import org.heredity.engine.MemoryNeed;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Mode;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.cache.CanonicalJson;
import org.heredity.pipeline.cache.PastWork;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.plan.BenchFigures;
import org.heredity.pipeline.plan.Forecast.Basis;
import org.heredity.pipeline.plan.Forecast.Estimate;
import org.heredity.pipeline.plan.WorkStage;

/**
 * What the stages of an open suite will take: by like work in a store, else by what {@code bench}
 * measured of the same network. Not thread-safe.
 */
final class StageEstimates {
  private static final String INFER = "infer";
  private static final String TRAIN = "train";

  /** Clean, adversarial, rounded and with noise: how often a student sees a test image. */
  private static final int VERSIONS = 3;

  private final OpenSuite suite;
  private final PastWork past;
  private final BenchFigures bench;
  private final NetworkSpec spec;
  private final MemoryNeed need;

  StageEstimates(OpenSuite suite, PastWork past, BenchFigures bench) {
    this.suite = suite;
    this.past = past;
    this.bench = bench;
    this.spec = suite.teacher().spec();
    this.need = MemoryNeed.of(spec);
  }

  /** Of one stage. */
  Estimate of(WorkStage stage) {
    TargetWork target = suite.target(stage.target());
    OptionalDouble before =
        switch (stage.kind()) {
          case CHECKS -> sum(mean("duplicates", target), mean("presets", target));
          case HEAD -> head(target);
          case SET -> set(attack(stage), target);
          case STUDENT -> student(suite.method(stage.subject()), target);
          case EVALUATION -> sum(mean("predictions", target), mean("white-box", target));
        };
    long tensors = tensors(stage);
    long traffic = traffic(stage, target);
    if (before.isPresent()) {
      return new Estimate(before.getAsDouble(), Basis.STORE, tensors, traffic);
    }
    OptionalDouble measured = bench(stage, target);
    return measured.isPresent()
        ? new Estimate(measured.getAsDouble(), Basis.BENCH, tensors, traffic)
        : new Estimate(0, Basis.UNKNOWN, tensors, traffic);
  }

  private PlannedAttack<?> attack(WorkStage stage) {
    return suite.sources().plan().attacks().stream()
        .filter(one -> one.label().equals(stage.subject()))
        .findFirst()
        .orElseThrow();
  }

  private static OptionalDouble sum(OptionalDouble main, OptionalDouble beside) {
    return main.isPresent() ? OptionalDouble.of(main.getAsDouble() + beside.orElse(0)) : main;
  }

  private OptionalDouble mean(String kind, TargetWork target) {
    return past.mean(kind, PastWork.Past::seconds, of(target), key -> true);
  }

  private static Predicate<JsonNode> of(TargetWork target) {
    String digest = target.dataset().digest();
    return key ->
        key.path("dataset").asText().equals(digest)
            || key.path("target").path("dataset").asText().equals(digest);
  }

  private OptionalDouble head(TargetWork target) {
    OptionalDouble head = mean("shared-head", target);
    head = sum(head, mean("shared-train-features", target));
    return sum(head, mean("shared-validation-features", target));
  }

  private OptionalDouble set(PlannedAttack<?> attack, TargetWork target) {
    String name = attack.attack().name();
    Predicate<JsonNode> same =
        like("settings", attack.values()).and(key -> key.path("attack").asText().equals(name));
    OptionalDouble set = past.mean("set", PastWork.Past::seconds, same.and(of(target)), same);
    set = sum(set, mean("probe", target));
    return sum(sum(set, mean("attack-check", target)), mean("planted", target));
  }

  /** Numbers of two origins are compared as keys are. */
  private static Predicate<JsonNode> like(String field, Map<String, Object> values) {
    String text = CanonicalJson.of(values);
    return key -> key.path(field).toString().equals(text);
  }

  private OptionalDouble student(MethodConfig<?> method, TargetWork target) {
    String name = method.method().name();
    Predicate<JsonNode> any = key -> key.path("method").path("name").asText().equals(name);
    Predicate<JsonNode> settings = like("settings", method.values());
    Predicate<JsonNode> same = any.and(key -> settings.test(key.path("method")));
    return past.mean(
        "student", this::ofStages, same.and(of(target)), same, any.and(of(target)), any);
  }

  /** Its own stages, at this suite's training scale. */
  private double ofStages(PastWork.Past student) {
    double seconds = 0;
    for (JsonNode stage : student.value().path("stages")) {
      seconds += stage.path("shared").asBoolean() ? 0 : stage.path("seconds").asDouble();
    }
    double scale = student.key().path("training-scale").asDouble(suite.config().trainingScale());
    return seconds * suite.config().trainingScale() / scale;
  }

  private OptionalDouble rate(String kind) {
    return bench.rate(spec.architecture().name(), spec.imageSize(), kind);
  }

  private OptionalDouble bench(WorkStage stage, TargetWork target) {
    int test = target.test().size();
    return switch (stage.kind()) {
      case CHECKS -> rate(INFER).isPresent() ? OptionalDouble.of(0) : OptionalDouble.empty();
      case HEAD -> take(target.data().train().size() + target.data().validation().size(), INFER);
      case SET -> take((double) test * passes(attack(stage)), "pgd");
      case STUDENT -> take(trained(suite.method(stage.subject()), target), TRAIN);
      case EVALUATION ->
          take(test * (1.0 + VERSIONS * suite.sources().plan().attacks().size()), INFER);
    };
  }

  private OptionalDouble take(double images, String kind) {
    OptionalDouble rate = rate(kind);
    return rate.isPresent() ? OptionalDouble.of(images / rate.getAsDouble()) : rate;
  }

  /** Gradients of an image, as far as an attack's settings tell. */
  private static double passes(PlannedAttack<?> attack) {
    Map<String, Object> values = attack.values();
    double passes = 1;
    for (String factor : new String[] {"steps", "iterations", "restarts"}) {
      passes *= values.get(factor) instanceof Number number ? Math.max(1, number.doubleValue()) : 1;
    }
    return passes * attack.demand().copies();
  }

  /** Images of all training steps that a method's settings tell of. */
  private double trained(MethodConfig<?> method, TargetWork target) {
    int batch = suite.config().common().batchSize();
    int perEpoch = Math.max(1, target.data().train().size() / batch);
    double steps = 0;
    for (Map.Entry<String, Object> setting : method.values().entrySet()) {
      String name = setting.getKey();
      if (name.endsWith("iterations") && setting.getValue() instanceof Number iterations) {
        Object epochs = method.values().get(name.replace("iterations", "epochs"));
        steps +=
            TrainingLength.published(
                    iterations.intValue(),
                    Optional.ofNullable(epochs instanceof Number n ? n.intValue() : null),
                    suite.config().trainingScale(),
                    perEpoch,
                    0)
                .steps();
      }
    }
    return steps * batch;
  }

  private long tensors(WorkStage stage) {
    int batch = suite.config().common().batchSize();
    int images = ComputeBatch.of(spec.imageSize());
    return switch (stage.kind()) {
      case CHECKS, HEAD, EVALUATION -> need.bytes(Mode.INFER, images);
      case SET ->
          attack(stage).demand().networks() * need.bytes(Mode.ATTACK, images)
              + 2 * need.bytes(Mode.INFER, images);
      case STUDENT ->
          Math.max(need.bytes(Mode.TRAIN, batch), need.bytes(Mode.MASK, batch))
              + need.bytes(Mode.INFER, batch);
    };
  }

  private long traffic(WorkStage stage, TargetWork target) {
    long side = spec.imageSize();
    long set = Float.BYTES * 3 * side * side * target.test().size();
    long weights =
        suite.teacher().weights().asMap().values().stream()
            .mapToLong(tensor -> Float.BYTES * tensor.length())
            .sum();
    return switch (stage.kind()) {
      case CHECKS, HEAD -> 0;
      case SET -> set;
      case STUDENT -> 2 * weights;
      case EVALUATION -> weights + set * suite.sources().plan().attacks().size();
    };
  }
}
