package org.heredity.core.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.audit.Credibility;
import org.heredity.core.audit.Evidence;
import org.heredity.core.config.UsageException;
import org.heredity.core.method.HeadTraining;
import org.heredity.core.method.Teacher;
import org.heredity.core.report.AtomicFile;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.Finding;
import org.heredity.core.result.GalleryItem;
import org.heredity.core.result.MethodResult;
import org.heredity.core.result.Provenance;
import org.heredity.core.result.ResultsJson;
import org.heredity.core.result.SetResult;
import org.heredity.core.result.SuiteResult;
import org.heredity.core.store.Product;
import org.heredity.core.store.Store;
import org.heredity.core.store.StoreException;
import org.heredity.core.suite.SuitePlan.PlannedAttack;
import org.heredity.core.suite.SuitePlan.PlannedMethod;
import org.heredity.core.suite.SuiteStatus.State;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One run of a suite: what is open, and what was measured so far. Not thread-safe. */
final class SuiteRun {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(30);

  private final SuitePlan plan;
  private final SuiteConfig config;
  private final Path out;
  private final String command;
  private final StatusKeeper listener;
  private final StageRunner runner;
  private final Teacher teacher;
  private final List<TargetWork> targets = new ArrayList<>();
  private final Machine machine = Machine.here();
  private final String started = now();

  private final List<SetResult> sets = new ArrayList<>();
  private final List<CellResult> cells = new ArrayList<>();
  private final List<GalleryItem> gallery = new ArrayList<>();
  private final Comparisons comparisons;
  private final List<Evidence.Duplicates> duplicates = new ArrayList<>();
  private final List<Evidence.Probe> probes = new ArrayList<>();
  private final List<Evidence.Outputs> outputs = new ArrayList<>();
  private final Optional<SuiteResult> earlier;

  /** Opens everything; computes nothing. */
  SuiteRun(
      SuitePlan plan,
      Path out,
      String command,
      SuiteListener watcher,
      Function<TargetConfig, Dataset> datasets) {
    this.plan = plan;
    this.config = plan.config();
    this.out = out;
    this.command = command;
    this.listener = new StatusKeeper(config, out, watcher);
    this.teacher = Teachers.open(config.teacher(), plan.architecture(), listener);
    for (TargetConfig target : config.targets()) {
      Dataset dataset = datasets.apply(target);
      dataset.notes().forEach(note -> listener.note(target.name() + ": " + note));
      targets.add(
          TargetWork.of(target.name(), dataset, config.protocol(), teacher, config.setSeed()));
    }
    Store store = new Store(out.resolve("store"), listener::note);
    this.runner = new StageRunner(store, listener, BETWEEN_CHECKPOINTS);
    this.comparisons = new Comparisons(config.setSeed());
    this.earlier = earlier(out);
  }

  /** What an earlier run left in the folder. */
  private static Optional<SuiteResult> earlier(Path out) {
    if (!Files.exists(out.resolve(ResultsJson.FILE))) {
      return Optional.empty();
    }
    try {
      return Optional.of(ResultsJson.read(out));
    } catch (DataException e) {
      // It is replaced; nothing is computed from it.
      return Optional.empty();
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Makes and judges everything. */
  SuiteResult run() {
    listener.started(config.students());
    int student = 0;
    for (TargetWork target : targets) {
      student = runTarget(target, student);
    }
    SuiteResult measured = result(List.of());
    Evidence evidence = new Evidence(measured, duplicates, probes, outputs, earlier);
    SuiteResult result = result(Credibility.standard().findings(evidence));
    write(result);
    listener.finish();
    return result;
  }

  /** The sets of a target, and why those that are missing failed. */
  private record Sets(List<AdversarialSet> made, Map<String, String> failed) {}

  private int runTarget(TargetWork target, int firstStudent) {
    new DuplicateFinder(runner).find(target).ifPresent(duplicates::add);
    Sets made = makeSets(target);
    made.made().forEach(set -> sets.add(set.result()));
    Map<String, Predictions> shown = new LinkedHashMap<>();
    int student = firstStudent;
    for (PlannedMethod<?> method : plan.methods()) {
      for (long seed : config.seeds()) {
        listener.student(student, State.RUNNING, 0, "");
        Predictions predictions = runStudent(target, method, seed, made, student);
        if (predictions != null && seed == config.seeds().get(0)) {
          shown.put(method.label(), predictions);
        }
        write(result(List.of()));
        student++;
      }
    }
    Gallery pictures = new Gallery(out, config.galleryImages());
    for (int s = 0; s < made.made().size(); s++) {
      gallery.addAll(pictures.draw(target, made.made().get(s), shown, s));
    }
    return student;
  }

  private Sets makeSets(TargetWork target) {
    SetMaker maker = new SetMaker(runner, teacher, config.setSeed(), BETWEEN_CHECKPOINTS);
    List<AdversarialSet> made = new ArrayList<>();
    Map<String, String> failed = new LinkedHashMap<>();
    for (PlannedAttack<?> attack : plan.attacks()) {
      try {
        made.add(makeSet(maker, target, attack));
      } catch (StoreException e) {
        throw e;
      } catch (RuntimeException e) {
        String reason = "the adversarial set could not be made: " + reason(e);
        listener.note(target.name() + ", " + attack.label() + ": " + reason);
        failed.put(attack.label(), reason);
      }
    }
    return new Sets(made, failed);
  }

  private AdversarialSet makeSet(SetMaker maker, TargetWork target, PlannedAttack<?> attack) {
    int classes = target.dataset().classes().size();
    StateDict attacked = teacher.weights();
    String headDigest = "";
    if (attack.attack().needsTargetHead()) {
      StudentReuse reuse =
          new StudentReuse(
              config, teacher, target, runner, target.name(), config.setSeed(), Map.of());
      attacked = HeadTraining.teacherWithHead(reuse, config.setSeed());
      headDigest = attacked.digest();
    }
    StateDict weights = attacked;
    AdversarialSet set =
        maker.make(target, attack, headDigest, () -> Victim.of(teacher, weights, classes, attack));
    probes.add(
        new ProbeMaker(runner, config.setSeed())
            .make(target, attack, set, changed -> Victim.of(teacher, weights, classes, changed)));
    return set;
  }

  /** Makes and judges a student under every attack; null if it failed. */
  private Predictions runStudent(
      TargetWork target, PlannedMethod<?> method, long seed, Sets made, int index) {
    String subject = target.name() + ", " + method.label() + ", seed " + seed;
    long start = System.nanoTime();
    try {
      StudentMaker.Made student =
          new StudentMaker(config, teacher, runner).make(target, method, seed, subject);
      Predictions predictions =
          new Predictions.Task(runner, target, made.made(), config.setSeed(), subject)
              .run(student.digest(), () -> classifier(target, student.weights()));
      outputs.add(
          new Evidence.Outputs(
              subject, predictions.outputs().least(), predictions.outputs().sumError()));
      String file = saveStudent(target.name() + "-" + method.label() + "-" + seed, student);
      double seconds = addCells(target, method, seed, made, student, predictions, file);
      listener.student(index, State.DONE, seconds, "");
      return predictions;
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      double seconds = (System.nanoTime() - start) / 1e9;
      for (PlannedAttack<?> attack : plan.attacks()) {
        fail(target, method, seed, attack.label(), seconds, reason(e), e);
      }
      listener.student(index, State.FAILED, seconds, reason(e));
      return null;
    }
  }

  private Predictions.Classifier classifier(TargetWork target, Product weights) {
    NetworkSpec spec = teacher.spec().withClasses(target.dataset().classes().size());
    FrozenNetwork network = FrozenNetwork.of(spec, weights.tensors());
    return new Predictions.Classifier() {
      @Override
      public INDArray logits(INDArray images) {
        return network.logits(images);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  private double addCells(
      TargetWork target,
      PlannedMethod<?> method,
      long seed,
      Sets made,
      StudentMaker.Made student,
      Predictions predictions,
      String file) {
    double seconds = 0;
    int set = 0;
    for (PlannedAttack<?> attack : plan.attacks()) {
      String failure = made.failed().get(attack.label());
      if (failure != null) {
        fail(target, method, seed, attack.label(), 0, failure, new DataException(failure));
        continue;
      }
      CellResult cell =
          Cells.of(target, method.label(), seed, attack.label(), student, predictions, set, file);
      cells.add(cell);
      comparisons.add(
          target.name(), attack.label(), method.label(), seed, predictions.adversarial(set));
      listener.cellDone(cell);
      seconds = cell.seconds();
      set++;
    }
    return seconds;
  }

  private void fail(
      TargetWork target,
      PlannedMethod<?> method,
      long seed,
      String attack,
      double seconds,
      String reason,
      Exception error) {
    CellResult cell =
        CellResult.failed(target.name(), method.label(), seed, attack, seconds, reason);
    cells.add(cell);
    listener.cellFailed(cell, error);
  }

  /** One line for people. */
  private static String reason(RuntimeException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    boolean forUsers =
        e instanceof DataException
            || e instanceof UsageException
            || e instanceof CheckpointException;
    return forUsers ? message : e.getClass().getSimpleName() + ": " + message;
  }

  private String saveStudent(String name, StudentMaker.Made student) {
    String file = "students/" + name + ".safetensors";
    runner.store().export(student.weights(), out.resolve(file));
    student
        .mask()
        .ifPresent(
            mask ->
                runner.store().export(mask, out.resolve("students/" + name + "-mask.safetensors")));
    return file;
  }

  private SuiteResult result(List<Finding> findings) {
    return new SuiteResult(
        SuiteResult.SCHEMA,
        config.name(),
        config.protocol().name().toLowerCase(Locale.ROOT),
        provenance(),
        plan.methods().stream().map(SuiteRun::describe).toList(),
        targets.stream().map(TargetWork::result).toList(),
        sets,
        cells,
        comparisons.results(),
        List.of(),
        gallery,
        findings);
  }

  private static MethodResult describe(PlannedMethod<?> method) {
    return new MethodResult(
        method.label(), method.method().name(), method.method().description(), method.values());
  }

  private Provenance provenance() {
    return new Provenance(
        machine.heredity(),
        started,
        now(),
        command,
        machine.java(),
        machine.system(),
        machine.backend(),
        machine.processor(),
        Teachers.describe(teacher.spec()),
        teacher.digest(),
        teacher.source(),
        plan.values());
  }

  private void write(SuiteResult result) {
    try {
      AtomicFile.write(out.resolve(ResultsJson.FILE), ResultsJson.write(result));
    } catch (IOException e) {
      throw new StoreException(
          "cannot write "
              + out.resolve(ResultsJson.FILE)
              + ": "
              + e.getMessage()
              + "; free some space or make the folder writable, and run again: what is done is"
              + " kept",
          e);
    }
    listener.results(result);
  }
}
