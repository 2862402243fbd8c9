package org.heredity.pipeline.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.api.config.Settings;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.Teacher;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Comparison;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GalleryItem;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.TargetResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Scope;
import org.heredity.files.StorageException;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.AttackSources;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.attack.WhiteBoxStage;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.checks.Credibility;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.evaluate.Cells;
import org.heredity.pipeline.evaluate.Classifiers;
import org.heredity.pipeline.evaluate.Comparisons;
import org.heredity.pipeline.evaluate.Excesses;
import org.heredity.pipeline.evaluate.Gallery;
import org.heredity.pipeline.evaluate.Predictions;
import org.heredity.pipeline.evaluate.PresetTrial;
import org.heredity.pipeline.evaluate.PublishedFigures;
import org.heredity.pipeline.input.DuplicateFinder;
import org.heredity.pipeline.input.OtherTeachers;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.progress.StatusKeeper;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.progress.SuiteStatus.State;
import org.heredity.pipeline.student.StudentMaker;

/** One run of a suite: what is open, and what was measured so far. Not thread-safe. */
final class SuiteRun {
  private final SuiteConfig config;
  private final AttackPlan attacks;
  private final Path out;
  private final StatusKeeper listener;
  private final Cache cache;
  private final Teacher teacher;
  private final List<TargetWork> targets = new ArrayList<>();
  private final ResultFile file;
  private final List<MethodResult> methods;
  private final AttackSources sources;

  private final List<SetResult> sets = new ArrayList<>();
  private final List<EnsembleResult> ensembles = new ArrayList<>();
  private final List<CellResult> cells = new ArrayList<>();
  private final List<GalleryItem> gallery = new ArrayList<>();
  private final Comparisons comparisons;
  private final Excesses excesses;
  private final WhiteBoxStage whiteBoxStage;
  private final List<WhiteBoxResult> whiteBox = new ArrayList<>();
  private final List<Evidence.Duplicates> duplicates = new ArrayList<>();
  private final List<Evidence.Preprocessed> preprocessed = new ArrayList<>();
  private final List<Evidence.Outputs> outputs = new ArrayList<>();

  /**
   * Opens everything; computes nothing.
   *
   * @param scope owns what is open as long as the run
   */
  SuiteRun(
      SuiteConfig config,
      Architecture architecture,
      AttackPlan attacks,
      Path out,
      String command,
      SuiteListener watcher,
      Duration betweenCheckpoints,
      Targets datasets,
      Scope scope) {
    CommonConfig common = config.common();
    this.config = config;
    this.out = out;
    this.file = new ResultFile(out, command);
    this.listener = new StatusKeeper(config, out, watcher);
    this.teacher = Teachers.open(common.teacher(), architecture, listener);
    scope.own(teacher.weights());
    MemoryPlan.tell(teacher.spec(), common.batchSize(), attacks, listener);
    for (TargetConfig target : config.targets()) {
      Dataset dataset = datasets.open(target);
      dataset.notes().forEach(note -> listener.note(target.name() + ": " + note));
      noteHead(target.name(), dataset.classes().size());
      targets.add(
          TargetWork.of(
              target.name(),
              dataset,
              common.protocol(),
              teacher,
              common.setSeed(),
              config.targets().size()));
    }
    this.methods = describe(datasets.installed());
    this.cache = Cache.in(out.resolve("store"), listener, betweenCheckpoints);
    this.comparisons = new Comparisons(common.setSeed());
    this.excesses = new Excesses(common.setSeed());
    this.sources =
        new AttackSources(
            common,
            attacks,
            teacher,
            OtherTeachers.open(common, teacher, datasets.installed(), listener, scope),
            cache);
    this.attacks = sources.plan();
    this.whiteBoxStage = new WhiteBoxStage(common, cache);
    whiteBoxStage.require(teacher.spec());
  }

  private void noteHead(String target, int classes) {
    int original = teacher.spec().classes();
    if (classes != original) {
      listener.note(
          target
              + ": the teacher's head of "
              + original
              + " classes is dropped, students get a new one of "
              + classes);
    }
  }

  /** Makes and evaluates everything. */
  SuiteResult run() {
    listener.started(config.students());
    int student = 0;
    for (TargetWork target : targets) {
      student = runTarget(target, student);
    }
    List<Comparison> compared = comparisons.results();
    SuiteResult measured = result(compared, List.of());
    Evidence evidence =
        new Evidence(
            measured,
            duplicates,
            sources.probes(),
            outputs,
            preprocessed,
            attacks.weakened(),
            file.earlier());
    SuiteResult result = result(compared, Credibility.standard().findings(evidence));
    write(result);
    listener.finish();
    return result;
  }

  private int runTarget(TargetWork target, int firstStudent) {
    new DuplicateFinder(cache).find(target).ifPresent(duplicates::add);
    if (teacher.spec().classes() == target.dataset().classes().size()) {
      // It may be the data that the teacher was trained on.
      String subject = target.name() + ", teacher";
      preprocessed.add(
          new Evidence.Preprocessed(
              subject,
              List.of(),
              new PresetTrial(teacher.spec(), teacher.weights(), target.data().preprocessing())
                  .cached(cache, target, subject)));
    }
    AttackStage.Sets made = sources.make(target);
    made.made().forEach(set -> sets.add(set.result()));
    ensembles.addAll(sources.ensembles(made.made()));
    Map<String, Predictions> shown = new LinkedHashMap<>();
    int student = firstStudent;
    for (MethodConfig<?> method : config.methods()) {
      for (long seed : config.seeds()) {
        listener.student(student, State.RUNNING, 0, "");
        Predictions predictions = runStudent(target, method, seed, made, student);
        if (predictions != null && seed == config.seeds().get(0)) {
          shown.put(method.label(), predictions);
        }
        write(result(List.of(), List.of()));
        student++;
      }
    }
    gallery.addAll(
        new Gallery(out, config.common().galleryImages())
            .draw(target, attacks.judged(), made.made(), shown));
    return student;
  }

  /** Makes and evaluates a student under every attack; null if it failed. */
  private Predictions runStudent(
      TargetWork target, MethodConfig<?> method, long seed, AttackStage.Sets made, int index) {
    String subject = target.name() + ", " + method.label() + ", seed " + seed;
    NetworkSpec spec = teacher.spec().withClasses(target.dataset().classes().size());
    long start = System.nanoTime();
    try {
      StudentMaker.Made student =
          new StudentMaker(config, teacher, cache).make(target, method, seed, subject);
      Predictions predictions =
          new Predictions.Task(
                  cache,
                  target,
                  made.made(),
                  made.made().size(),
                  config.common().setSeed(),
                  subject,
                  "")
              .run(
                  student.log().digest(),
                  () -> Classifiers.owning(spec, student.weights().tensors()));
      outputs.add(
          new Evidence.Outputs(
              subject, predictions.outputs().least(), predictions.outputs().sumError()));
      String saved = saveStudent(target.name() + "-" + method.label() + "-" + seed, student);
      whiteBox.addAll(
          whiteBoxStage.attack(
              target,
              new WhiteBoxStage.Student(
                  method.label(),
                  seed,
                  student.log().digest(),
                  spec,
                  () -> student.weights().tensors(),
                  true,
                  teacher.preprocessing().normalisation()),
              subject));
      double seconds = addCells(target, method, seed, made, student, predictions, saved);
      listener.student(index, State.DONE, seconds, "");
      return predictions;
    } catch (StorageException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      double seconds = (System.nanoTime() - start) / 1e9;
      for (AttackPlan.Judged judged : attacks.judged()) {
        fail(target, method, seed, judged.label(), seconds, e);
      }
      listener.student(index, State.FAILED, seconds, Reason.of(e));
      return null;
    }
  }

  private double addCells(
      TargetWork target,
      MethodConfig<?> method,
      long seed,
      AttackStage.Sets made,
      StudentMaker.Made student,
      Predictions predictions,
      String file) {
    double seconds = 0;
    Cells evaluated = new Cells(target, attacks.judged(), made.made(), config.common().setSeed());
    Cells.Subject subject =
        new Cells.Subject(method.label(), seed, student.log().digest(), student.log(), file);
    for (AttackPlan.Judged judged : attacks.judged()) {
      DataException failure = judged.failure(made.failed());
      if (failure != null) {
        fail(target, method, seed, judged.label(), 0, failure);
        continue;
      }
      CellResult cell = evaluated.of(subject, judged, predictions, List.of());
      Outcomes outcomes = predictions.adversarial(evaluated.sets(judged));
      cells.add(cell);
      excesses.add(cell, outcomes);
      comparisons.add(target.name(), judged.label(), method.label(), seed, outcomes);
      listener.cellDone(cell);
      seconds = cell.seconds();
    }
    return seconds;
  }

  private void fail(
      TargetWork target,
      MethodConfig<?> method,
      long seed,
      String attack,
      double seconds,
      Throwable error) {
    CellResult cell =
        CellResult.failed(target.name(), method.label(), seed, attack, seconds, Reason.of(error));
    cells.add(cell);
    listener.cellFailed(cell, error);
  }

  private String saveStudent(String name, StudentMaker.Made student) {
    String file = "students/" + name + ".safetensors";
    saveWeights(student.weights(), out.resolve(file));
    student
        .mask()
        .ifPresent(
            mask -> cache.export(mask, out.resolve("students/" + name + "-mask.safetensors")));
    return file;
  }

  /** With the preprocessing, where it is not what a file without any has. */
  private void saveWeights(Artifact.Blob weights, Path file) {
    if (teacher.preprocessing().usual()) {
      cache.export(weights, file);
      return;
    }
    StateDict tensors = weights.tensors();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SafetensorsWriter.write(
          file,
          tensors,
          Map.of(PreprocessingSettings.KEY, PreprocessingSettings.stored(teacher.preprocessing())));
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    } finally {
      tensors.release();
    }
  }

  private SuiteResult result(List<Comparison> compared, List<Finding> findings) {
    return new SuiteResult(
        SuiteResult.SCHEMA,
        config.name(),
        config.common().protocol().name().toLowerCase(Locale.ROOT),
        file.provenance(teacher, Settings.values(config)),
        methods,
        targets.stream().map(TargetWork::result).toList(),
        sets,
        ensembles,
        excesses.overFloor(cells, floors()),
        whiteBox,
        sources.checks(),
        compared,
        List.of(),
        gallery,
        findings);
  }

  private List<MethodResult> describe(Installed installed) {
    PublishedFigures figures =
        new PublishedFigures(
            installed.published(),
            config,
            new PublishedFigures.Data(
                targets.stream()
                    .map(TargetWork::result)
                    .filter(installed::isKnownDataset)
                    .map(TargetResult::name)
                    .collect(Collectors.toSet()),
                teacher.preprocessing().usual(),
                () -> Teachers.digest(config.common().teacher())));
    return config.methods().stream()
        .map(
            method ->
                new MethodResult(
                    method.label(),
                    method.method().name(),
                    method.method().description(),
                    method.values(),
                    figures.of(method)))
        .toList();
  }

  private Set<String> floors() {
    return config.methods().stream()
        .filter(method -> method.method().name().equals(MethodResult.FLOOR))
        .map(MethodConfig::label)
        .collect(Collectors.toSet());
  }

  private void write(SuiteResult result) {
    file.write(result);
    listener.results(result);
  }
}
