package org.heredity.pipeline.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.attack.ThreatModel.Unit;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Student;
import org.heredity.api.method.Teacher;
import org.heredity.api.metric.Outcomes;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GalleryItem;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Scope;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.AttackSources;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.attack.WhiteBoxStage;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.checks.Credibility;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.evaluate.Cells;
import org.heredity.pipeline.evaluate.Classifiers;
import org.heredity.pipeline.evaluate.Excesses;
import org.heredity.pipeline.evaluate.Gallery;
import org.heredity.pipeline.evaluate.Gates;
import org.heredity.pipeline.evaluate.Predictions;
import org.heredity.pipeline.evaluate.PresetTrial;
import org.heredity.pipeline.input.DuplicateFinder;
import org.heredity.pipeline.input.OtherTeachers;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.student.Distance;
import org.heredity.pipeline.student.StudentMaker;

/** One run of an audit. Not thread-safe. */
final class AuditRun {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(30);
  private static final String STUDENT = "student";
  private static final String FLOOR = "from-scratch";

  /** What is evaluated: the student first, then the floor if there is one. */
  private record Subject(
      String method, Path file, StateDict weights, NetworkSpec spec, Preprocessing preprocessing) {}

  private final AuditConfig config;
  private final AttackPlan attacks;
  private final Path out;
  private final SuiteListener listener;
  private final Cache cache;
  private final ResultFile file;
  private final Teacher teacher;
  private final List<Subject> subjects = new ArrayList<>();
  private final TargetWork target;
  private final Excesses excesses;
  private final AttackSources sources;
  private final WhiteBoxStage whiteBoxStage;
  private final List<WhiteBoxResult> whiteBox = new ArrayList<>();

  /**
   * Opens everything; computes nothing.
   *
   * @param scope owns what is open as long as the run
   */
  AuditRun(
      AuditConfig config,
      List<Architecture> architectures,
      AttackPlan attacks,
      Installed installed,
      Path out,
      String command,
      SuiteListener listener,
      Scope scope) {
    CommonConfig common = config.common();
    this.config = config;
    this.out = out;
    this.listener = listener;
    this.file = new ResultFile(out, command);
    this.teacher = Teachers.open(common.teacher(), architectures, listener);
    scope.own(teacher.weights());
    MemoryPlan.require(teacher.spec(), attacks);
    subjects.add(open(STUDENT, config.student(), installed, scope));
    config.floor().ifPresent(floor -> subjects.add(open(FLOOR, floor, installed, scope)));
    Dataset dataset = new Targets(installed, common.setSeed(), listener).open(config.target());
    dataset.notes().forEach(note -> listener.note(config.target().name() + ": " + note));
    subjects.forEach(
        subject -> subject.spec().requireClasses(subject.file().getFileName().toString(), dataset));
    this.target =
        TargetWork.of(
            config.target().name(), dataset, common.protocol(), teacher, common.setSeed());
    this.excesses = new Excesses(common.setSeed());
    this.cache = Cache.in(out.resolve("store"), listener, BETWEEN_CHECKPOINTS);
    this.sources =
        new AttackSources(
            common,
            attacks,
            teacher,
            OtherTeachers.open(common, teacher, installed, listener, scope),
            cache);
    this.attacks = sources.plan();
    this.whiteBoxStage = new WhiteBoxStage(common, cache);
    subjects.forEach(subject -> whiteBoxStage.require(subject.spec()));
  }

  private Subject open(String method, Path file, Installed installed, Scope scope) {
    Optional<String> stateDict =
        method.equals(STUDENT) ? config.studentStateDict() : Optional.empty();
    Teachers.Model model =
        Teachers.model(
            file,
            stateDict,
            installed.architectures(teacher.spec().architecture()),
            Optional.of(teacher.spec().imageSize()),
            config.studentPreprocessing(),
            listener);
    Teachers.requireHead(model, file);
    return new Subject(
        method, file, scope.own(model.weights()), model.spec(), model.preprocessing());
  }

  SuiteResult run() {
    listener.started(subjects.size());
    List<Evidence.Duplicates> duplicates = new ArrayList<>();
    new DuplicateFinder(cache).find(target).ifPresent(duplicates::add);
    AttackStage.Sets made = sources.make(target);
    List<AdversarialSet> all = new ArrayList<>(made.made());
    Map<String, List<Integer>> sweeps = sweeps(made, all);
    List<CellResult> cells = new ArrayList<>();
    Map<String, Predictions> said = new LinkedHashMap<>();
    List<Evidence.Outputs> outputs = new ArrayList<>();
    for (Subject subject : subjects) {
      String name = target.name() + ", " + subject.method();
      String digest = subject.weights().digest();
      Predictions predictions =
          new Predictions.Task(
                  cache,
                  target,
                  all,
                  made.made().size(),
                  config.common().setSeed(),
                  name,
                  subject.file().getFileName().toString())
              .run(seen(subject, digest), () -> classifier(subject));
      whiteBox.addAll(
          whiteBoxStage.attack(
              target,
              new WhiteBoxStage.Student(
                  subject.method(),
                  0,
                  digest,
                  subject.spec(),
                  subject::weights,
                  false,
                  subject.preprocessing().normalisation()),
              name));
      cells.addAll(cells(subject, made, all, sweeps, predictions, digest));
      said.put(subject.method(), predictions);
      outputs.add(
          new Evidence.Outputs(
              name, predictions.outputs().least(), predictions.outputs().sumError()));
    }
    List<GalleryItem> gallery =
        new Gallery(out, config.common().galleryImages())
            .draw(target, attacks.judged(), made.made(), said);
    SuiteResult measured = result(made, cells, gallery, List.of());
    Evidence evidence =
        new Evidence(
            measured,
            duplicates,
            sources.probes(),
            outputs,
            preprocessed(),
            attacks.weakened(),
            file.earlier());
    SuiteResult result = result(made, cells, gallery, Credibility.standard().findings(evidence));
    file.write(result);
    listener.results(result);
    return result;
  }

  private List<Evidence.Preprocessed> preprocessed() {
    List<Evidence.Preprocessed> all = new ArrayList<>();
    Preprocessing reference = target.data().preprocessing();
    if (teacher.spec().classes() == target.dataset().classes().size()) {
      String name = target.name() + ", teacher";
      PresetTrial trial = new PresetTrial(teacher.spec(), teacher.weights(), reference);
      all.add(new Evidence.Preprocessed(name, List.of(), trial.cached(cache, target, name)));
    }
    for (Subject subject : subjects) {
      String name = target.name() + ", " + subject.method();
      Preprocessing own = subject.preprocessing().with(reference.resize());
      PresetTrial trial = new PresetTrial(subject.spec(), subject.weights(), own);
      all.add(
          new Evidence.Preprocessed(
              name, reference.differences(own), trial.cached(cache, target, name)));
    }
    return all;
  }

  /**
   * The images are the teacher's view, adversarial ones too; the subject normalises them itself.
   */
  private Predictions.Classifier classifier(Subject subject) {
    return Classifiers.of(
        subject.spec(),
        subject.weights(),
        teacher.preprocessing().normalisation(),
        subject.preprocessing().normalisation());
  }

  /** What its predictions follow from beside the images. */
  private String seen(Subject subject, String digest) {
    Normalisation own = subject.preprocessing().normalisation();
    return own.equals(teacher.preprocessing().normalisation()) ? digest : digest + ", " + own;
  }

  /** Makes the sets of other epsilons; gives their indices in {@code all} by attack. */
  private Map<String, List<Integer>> sweeps(AttackStage.Sets made, List<AdversarialSet> all) {
    Map<String, List<Integer>> sweeps = new LinkedHashMap<>();
    for (PlannedAttack<?> attack : attacks.attacks()) {
      List<Integer> indices = new ArrayList<>();
      if (!made.failed().containsKey(attack.label())) {
        for (AdversarialSet set :
            sources.sweep(target, attack, epsilons(config.sweep(), attack.threat()))) {
          indices.add(all.size());
          all.add(set);
        }
      }
      sweeps.put(attack.label(), indices);
    }
    return sweeps;
  }

  /**
   * A sweep in the unit of a threat model; normalised units by the mean of the deviations. It is
   * stated in L-infinity: by another norm the attack's own epsilon is taken as many times as the
   * sweep takes L-infinity's usual one.
   */
  static List<Double> epsilons(List<Double> sweep, ThreatModel threat) {
    if (threat.norm() != Norm.L_INFINITY) {
      double usual = ProtocolDefaults.epsilon(Norm.L_INFINITY, Unit.PIXEL);
      return sweep.stream().map(epsilon -> threat.epsilon() * epsilon / usual).toList();
    }
    Normalisation model = threat.normalisation();
    double unit = (model.deviation(0) + model.deviation(1) + model.deviation(2)) / 3;
    double divisor = threat.unit() == Unit.PIXEL ? 1 : unit;
    return sweep.stream().map(epsilon -> epsilon / divisor).toList();
  }

  private List<CellResult> cells(
      Subject subject,
      AttackStage.Sets made,
      List<AdversarialSet> all,
      Map<String, List<Integer>> sweeps,
      Predictions predictions,
      String digest) {
    StudentMaker.Log log =
        new StudentMaker.Log(
            digest,
            List.of(),
            List.of(),
            Distance.of(new Student(subject.weights(), Map.of()), teacher.weights()));
    List<CellResult> cells = new ArrayList<>();
    Cells evaluated = new Cells(target, attacks.judged(), made.made(), config.common().setSeed());
    Cells.Subject described = new Cells.Subject(subject.method(), 0, digest, log, "");
    for (AttackPlan.Judged judged : attacks.judged()) {
      DataException failure = judged.failure(made.failed());
      if (failure != null) {
        CellResult cell =
            CellResult.failed(
                target.name(), subject.method(), 0, judged.label(), 0, Reason.of(failure));
        cells.add(cell);
        listener.cellFailed(cell, failure);
        continue;
      }
      CellResult cell =
          evaluated.of(described, judged, predictions, sweep(judged, all, sweeps, predictions));
      cells.add(cell);
      excesses.add(cell, predictions.adversarial(evaluated.sets(judged)));
      listener.cellDone(cell);
    }
    return cells;
  }

  /** The DIR at each epsilon of the sweep: for an ensemble, by all its members at that epsilon. */
  private List<BudgetPoint> sweep(
      AttackPlan.Judged judged,
      List<AdversarialSet> all,
      Map<String, List<Integer>> sweeps,
      Predictions predictions) {
    List<BudgetPoint> points = new ArrayList<>();
    for (int e = 0; e < config.sweep().size(); e++) {
      int point = e;
      List<Integer> sets =
          judged.members().stream().map(member -> sweeps.get(member).get(point)).toList();
      Outcomes outcomes = predictions.adversarial(sets);
      points.add(
          new BudgetPoint(
              all.get(sets.get(0)).threat().epsilon(), outcomes.inherited(), outcomes.correct()));
    }
    return points;
  }

  /** Of the student; nothing is demanded of the floor. */
  private List<GateResult> gates(List<CellResult> all, List<Finding> findings) {
    List<CellResult> cells = all.stream().filter(cell -> cell.method().equals(STUDENT)).toList();
    String subject = target.name() + ", " + config.student().getFileName();
    return new Gates(config.gates(), subject)
        .results(
            cells,
            whiteBox.stream().filter(one -> one.method().equals(STUDENT)).toList(),
            findings);
  }

  private SuiteResult result(
      AttackStage.Sets made,
      List<CellResult> cells,
      List<GalleryItem> gallery,
      List<Finding> findings) {
    List<CellResult> compared = excesses.overFloor(cells, Set.of(FLOOR));
    return new SuiteResult(
        SuiteResult.SCHEMA,
        "Audit of " + config.student().getFileName(),
        config.common().protocol().name().toLowerCase(Locale.ROOT),
        file.provenance(teacher, Settings.values(config)),
        subjects.stream().map(AuditRun::describe).toList(),
        List.of(target.result()),
        made.made().stream().map(AdversarialSet::result).toList(),
        sources.ensembles(made.made()),
        compared,
        whiteBox,
        sources.checks(),
        List.of(),
        gates(compared, findings),
        gallery,
        findings);
  }

  private static MethodResult describe(Subject subject) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("checkpoint", subject.file().toString());
    settings.put("network", Teachers.describe(subject.spec()));
    settings.put("preprocessing", subject.preprocessing().describe());
    return subject.method().equals(STUDENT)
        ? new MethodResult(
            STUDENT, MethodResult.AUDITED, "the student " + subject.file().getFileName(), settings)
        : new MethodResult(
            FLOOR,
            MethodResult.FLOOR,
            "the network "
                + subject.file().getFileName()
                + ", made from random weights: the floor of what can be inherited",
            settings);
  }
}
