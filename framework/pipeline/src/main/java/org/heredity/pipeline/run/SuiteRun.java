package org.heredity.pipeline.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.api.config.Settings;
import org.heredity.api.method.PreprocessingSettings;
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
import org.heredity.engine.GraphArchitecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.files.StorageException;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.checks.Credibility;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.evaluate.Cells;
import org.heredity.pipeline.evaluate.Comparisons;
import org.heredity.pipeline.evaluate.Excesses;
import org.heredity.pipeline.evaluate.Gallery;
import org.heredity.pipeline.evaluate.Predictions;
import org.heredity.pipeline.evaluate.PublishedFigures;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.progress.StatusKeeper;
import org.heredity.pipeline.progress.SuiteStatus.State;
import org.heredity.pipeline.student.StudentMaker;

/**
 * One run of a suite, as one process does it or puts it together: the stages of its plan in order,
 * and what was measured so far. Not thread-safe.
 */
final class SuiteRun {
  private final OpenSuite suite;
  private final SuiteConfig config;
  private final AttackPlan attacks;
  private final Path out;
  private final StatusKeeper listener;
  private final ResultFile file;
  private final List<MethodResult> methods;

  private final List<SetResult> sets = new ArrayList<>();
  private final List<EnsembleResult> ensembles = new ArrayList<>();
  private final List<CellResult> cells = new ArrayList<>();
  private final List<GalleryItem> gallery = new ArrayList<>();
  private final Comparisons comparisons;
  private final Excesses excesses;
  private final List<WhiteBoxResult> whiteBox = new ArrayList<>();
  private final List<Evidence.Duplicates> duplicates = new ArrayList<>();
  private final List<Evidence.Preprocessed> preprocessed = new ArrayList<>();
  private final List<Evidence.Outputs> outputs = new ArrayList<>();
  private int student;

  /**
   * A run that has computed nothing.
   *
   * @param file where the results go
   */
  SuiteRun(OpenSuite suite, Path out, ResultFile file, StatusKeeper listener) {
    this.suite = suite;
    this.config = suite.config();
    this.attacks = suite.sources().plan();
    this.out = out;
    this.file = file;
    this.listener = listener;
    this.methods = describe(suite.installed());
    this.comparisons = new Comparisons(config.common().setSeed());
    this.excesses = new Excesses(config.common().setSeed());
  }

  /** Makes and evaluates everything. */
  SuiteResult run() {
    for (TargetWork target : suite.targets()) {
      new OnTarget(target).run();
    }
    List<Comparison> compared = comparisons.results();
    SuiteResult measured = result(compared, List.of());
    Evidence evidence =
        new Evidence(
            measured,
            duplicates,
            suite.sources().probes(),
            outputs,
            preprocessed,
            attacks.weakened(),
            file.earlier());
    SuiteResult result = result(compared, Credibility.standard().findings(evidence));
    write(result);
    listener.finish();
    return result;
  }

  /** The stages of one target. */
  private final class OnTarget {
    private final TargetWork target;
    private final List<AdversarialSet> made = new ArrayList<>();
    private final Map<String, DataException> failed = new LinkedHashMap<>();
    private final Map<String, Predictions> shown = new LinkedHashMap<>();
    private Attempt attempt;

    OnTarget(TargetWork target) {
      this.target = target;
    }

    void run() {
      for (WorkStage stage : suite.plan().of(target.name())) {
        perform(stage);
      }
      gallery.addAll(
          new Gallery(out, config.common().galleryImages())
              .draw(target, attacks.judged(), made, shown));
    }

    private void perform(WorkStage stage) {
      switch (stage.kind()) {
        case CHECKS -> {
          suite.duplicates(target).ifPresent(duplicates::add);
          suite.preprocessed(target).ifPresent(preprocessed::add);
        }
        case HEAD -> {
          // The first set that needs it makes it.
        }
        case SET -> {
          AttackStage.Sets one = suite.sources().make(target, stage.subject());
          made.addAll(one.made());
          one.made().forEach(set -> sets.add(set.result()));
          failed.putAll(one.failed());
        }
        case STUDENT -> {
          if (attempt == null) {
            ensembles.addAll(suite.sources().ensembles(made));
          }
          listener.student(student, State.RUNNING, 0, "");
          attempt = new Attempt(new StudentRun(suite, stage));
          attempt.make();
        }
        case EVALUATION -> {
          Predictions predictions = attempt.evaluate(this);
          if (predictions != null && stage.seed() == config.seeds().get(0)) {
            shown.put(stage.subject(), predictions);
          }
          write(result(List.of(), List.of()));
          student++;
        }
      }
    }
  }

  /** A student that is made and evaluated, or fails in either. */
  private final class Attempt {
    private final StudentRun run;
    private final long start = System.nanoTime();
    private StudentMaker.Made made;
    private Throwable failure;

    Attempt(StudentRun run) {
      this.run = run;
    }

    void make() {
      try {
        made = run.make();
      } catch (StorageException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        failure = e;
      }
    }

    /** Evaluates it under every attack; null if it failed. */
    Predictions evaluate(OnTarget on) {
      if (failure == null) {
        try {
          return measure(on);
        } catch (StorageException e) {
          throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
          failure = e;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      for (AttackPlan.Judged judged : attacks.judged()) {
        fail(on.target, run, judged.label(), seconds, failure);
      }
      listener.student(student, State.FAILED, seconds, Reason.of(failure));
      return null;
    }

    private Predictions measure(OnTarget on) {
      Predictions predictions = run.predictions(made, on.made);
      outputs.add(
          new Evidence.Outputs(
              run.subject(), predictions.outputs().least(), predictions.outputs().sumError()));
      String saved =
          saveStudent(on.target.name() + "-" + run.method().label() + "-" + run.seed(), made);
      whiteBox.addAll(run.whiteBox(made));
      double seconds = addCells(on, run, made, predictions, saved);
      listener.student(student, State.DONE, seconds, "");
      return predictions;
    }
  }

  private double addCells(
      OnTarget on, StudentRun run, StudentMaker.Made made, Predictions predictions, String file) {
    double seconds = 0;
    Cells evaluated = new Cells(on.target, attacks.judged(), on.made, config.common().setSeed());
    Cells.Subject subject =
        new Cells.Subject(run.method().label(), run.seed(), made.log().digest(), made.log(), file);
    for (AttackPlan.Judged judged : attacks.judged()) {
      DataException failure = judged.failure(on.failed);
      if (failure != null) {
        fail(on.target, run, judged.label(), 0, failure);
        continue;
      }
      CellResult cell = evaluated.of(subject, judged, predictions, List.of());
      Outcomes outcomes = predictions.adversarial(evaluated.sets(judged));
      cells.add(cell);
      excesses.add(cell, outcomes);
      comparisons.add(cell.target(), judged.label(), cell.method(), cell.seed(), outcomes);
      listener.cellDone(cell);
      seconds = cell.seconds();
    }
    return seconds;
  }

  private void fail(
      TargetWork target, StudentRun run, String attack, double seconds, Throwable error) {
    CellResult cell =
        CellResult.failed(
            target.name(), run.method().label(), run.seed(), attack, seconds, Reason.of(error));
    cells.add(cell);
    listener.cellFailed(cell, error);
  }

  private String saveStudent(String name, StudentMaker.Made student) {
    // Tensors alone do not tell the layout of a network that is none of the known ones.
    boolean laidOut = suite.teacher().spec().architecture() instanceof GraphArchitecture;
    String file = "students/" + name + (laidOut ? ".zip" : ".safetensors");
    if (laidOut) {
      saveNetwork(student.weights(), out.resolve(file));
    } else {
      saveWeights(student.weights(), out.resolve(file));
    }
    student
        .mask()
        .ifPresent(
            mask ->
                suite.cache().export(mask, out.resolve("students/" + name + "-mask.safetensors")));
    return file;
  }

  private void saveNetwork(Artifact.Blob weights, Path file) {
    NetworkSpec teacher = suite.teacher().spec();
    StateDict tensors = weights.tensors();
    NetworkSpec spec = teacher.architecture().recognise(tensors, teacher.imageSize()).orElseThrow();
    try (Network network = Network.of(spec, tensors)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      network.writeDl4j(file, preprocessing());
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    } finally {
      tensors.release();
    }
  }

  private Map<String, String> preprocessing() {
    return Map.of(
        PreprocessingSettings.KEY, PreprocessingSettings.stored(suite.teacher().preprocessing()));
  }

  /** With the preprocessing, where it is not what a file without any has. */
  private void saveWeights(Artifact.Blob weights, Path file) {
    if (suite.teacher().preprocessing().usual()) {
      suite.cache().export(weights, file);
      return;
    }
    StateDict tensors = weights.tensors();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SafetensorsWriter.write(file, tensors, preprocessing());
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
        file.provenance(suite.teacher(), Settings.values(config)),
        methods,
        suite.targets().stream().map(TargetWork::result).toList(),
        sets,
        ensembles,
        excesses.overFloor(cells, floors()),
        whiteBox,
        suite.sources().checks(),
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
                suite.targets().stream()
                    .map(TargetWork::result)
                    .filter(installed::isKnownDataset)
                    .map(TargetResult::name)
                    .collect(Collectors.toSet()),
                suite.teacher().preprocessing().usual(),
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
