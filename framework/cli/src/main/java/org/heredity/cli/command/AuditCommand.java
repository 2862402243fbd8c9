package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.config.Overrides;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.result.SuiteResult;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.config.AttackEntry;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.GateConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.run.AuditRunner;

/** Evaluates a student that somebody made against a teacher that it may come from. */
public final class AuditCommand implements Command {
  private static final String STANDARD = "standard-1";
  private static final String AUTOATTACK = "autoattack-1";

  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final ProtocolOption protocol = new ProtocolOption();

  @Parameter(
      names = "--teacher",
      required = true,
      description =
          "The public model that the student may come from; repeated for others, whose attacks are"
              + " judged by themselves and together")
  private List<Path> teachers;

  @Parameter(
      names = "--student",
      required = true,
      description = "The model to evaluate; the size of its head is inferred from the file")
  private Path student;

  @Parameter(
      names = "--teacher-state-dict",
      description =
          "Which state dict of the teacher, if its file holds several: its name, such as"
              + " state_dict_ema, or what its tensors' names start with (default: the usual one)")
  private String teacherStateDict;

  @Parameter(
      names = "--student-state-dict",
      description =
          "Which state dict of the student, if its file holds several: its name, such as"
              + " state_dict_ema, or what its tensors' names start with (default: the usual one)")
  private String studentStateDict;

  @ParametersDelegate private final PreprocessingOption preprocessing = new PreprocessingOption();

  @Parameter(
      names = "--student-preprocessing",
      description =
          "What the student's and the floor's images go through, if not what --preprocessing says;"
              + " written like it")
  private String studentPreprocessing;

  @Parameter(
      names = "--floor",
      description =
          "A control: a model of the same data that was made from random weights, such as by"
              + " 'pretrain'; its DIR is the floor, for it inherited nothing")
  private Path floor;

  @Parameter(
      names = "--architecture",
      description =
          "The teacher's architecture, see 'list architectures' (default: whichever the file"
              + " holds)")
  private String architecture;

  @Parameter(
      names = "--image-size",
      description =
          "Side of the square input, in pixels (default: what an .onnx file fixes, else 224)")
  private Integer imageSize;

  @Parameter(
      names = "--attack",
      description =
          "An attack, see 'list attacks', or an ensemble, see 'list ensembles'; may be repeated"
              + " (default standard-1)")
  private List<String> attacks = new ArrayList<>();

  @Parameter(
      names = "--set",
      description =
          "A setting of the attack, such as steps=20; of one of several, such as"
              + " fgsm.epsilon=4/255; may be repeated",
      splitter = NoSplitter.class)
  private List<String> settings = new ArrayList<>();

  @Parameter(
      names = "--white-box",
      description =
          "Attack the student itself, too, by an attack or ensemble such as autoattack-1; may be"
              + " repeated")
  private List<String> whiteBox = new ArrayList<>();

  @Parameter(
      names = "--white-box-draws",
      description =
          "For a student that keeps its dropout when it classifies: draws of it that the white box"
              + " takes the mean over; 0 for eval mode")
  private int whiteBoxDraws;

  @ParametersDelegate private final GateOptions gates = new GateOptions();

  @Parameter(
      names = "--sweep",
      description =
          "Measure the DIR at other epsilons, too, 0.5 to 16 of 255: six times the work (default"
              + " with single attacks, not with ensembles)")
  private boolean sweep;

  @Parameter(names = "--no-sweep", description = "Leave that out")
  private boolean noSweep;

  @Parameter(names = "--seed", description = "Seed of random starts and noise")
  private long seed;

  @Parameter(
      names = "--format",
      description = "Only this report format, may be repeated; see 'list reports'")
  private List<String> formats = new ArrayList<>();

  @Parameter(names = "--out", description = "Folder of the report")
  private Path out = Path.of("heredity-out", "audit");

  private final Set<Architecture> architectures;
  private final DatasetFormats datasets;
  private final Installed installed;
  private final AuditRunner runner;
  private final Reports reports;

  @Inject
  AuditCommand(
      Set<Architecture> architectures,
      DatasetFormats datasets,
      Installed installed,
      AuditRunner runner,
      Reports reports) {
    this.architectures = architectures;
    this.datasets = datasets;
    this.installed = installed;
    this.runner = runner;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "audit",
        "--teacher FILE --student FILE --data PATH [options]",
        "Evaluates a student against a teacher that it may come from; exit code 3 if a gate fails",
        "audit --teacher teacher.pth --student student.safetensors --data photos6.zip --image-size"
            + " 32 --max-dir 0.30 --min-acc 0.70");
  }

  @Override
  public Outcome run(Terminal terminal) {
    reports.check(formats);
    AuditConfig config = config();
    SuiteResult result;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      result = runner.run(config, out, terminal.commandLine(), progress);
    }
    reports.write(result, out, formats, terminal);
    return Reports.outcome(result, out);
  }

  private AuditConfig config() {
    ModelOptions.among(architectures, architecture, ModelOptions.side(imageSize));
    List<String> names = attacks.isEmpty() ? List.of(STANDARD) : attacks;
    if (new HashSet<>(names).size() < names.size()) {
      throw new UsageException("--attack names one attack twice");
    }
    if (sweep && noSweep) {
      throw new UsageException("--sweep and --no-sweep contradict each other; leave one out");
    }
    List<AttackEntry> entries = configured(names);
    boolean swept = sweep || entries.stream().allMatch(entry -> entry.members().size() == 1);
    return new AuditConfig(
        CommonConfig.of(
                protocol.protocol(),
                TeacherConfig.file(
                        Optional.ofNullable(architecture),
                        teachers.get(0),
                        Optional.ofNullable(imageSize),
                        Optional.ofNullable(teacherStateDict))
                    .with(preprocessing.given()),
                entries,
                seed)
            .withWhiteBox(whiteBox(gates.config()))
            .withWhiteBoxDraws(whiteBoxDraws)
            .withOtherTeachers(teachers.subList(1, teachers.size())),
        data.config(datasets),
        student,
        Optional.ofNullable(studentStateDict),
        PreprocessingOption.read(studentPreprocessing, "--student-preprocessing")
            .or(preprocessing::given),
        Optional.ofNullable(floor),
        noSweep || !swept ? List.of() : AuditConfig.SWEEP,
        gates.config());
  }

  private List<AttackEntry> whiteBox(GateConfig demanded) {
    List<String> names =
        whiteBox.isEmpty() && demanded.maxWhiteBox().isPresent() ? List.of(AUTOATTACK) : whiteBox;
    return names.stream()
        .map(name -> installed.attackEntry(name, Map.of(), "--white-box"))
        .toList();
  }

  /** What a setting is of has to be named, unless it is one that the default has. */
  private void requireAttack(String setting) {
    if (attacks.isEmpty() && !setting.equals("epsilon")) {
      throw new UsageException(
          "--set "
              + setting
              + ": the default attack, the ensemble "
              + STANDARD
              + ", is fixed but for epsilon; say which attack is meant, such as --attack pgd");
    }
  }

  private List<AttackEntry> configured(List<String> names) {
    Map<String, Map<String, Object>> byAttack = new LinkedHashMap<>();
    names.forEach(name -> byAttack.put(name, new LinkedHashMap<>()));
    Overrides.apply(Map.of(), settings)
        .forEach(
            (key, value) -> {
              requireAttack(key);
              if (byAttack.containsKey(key) && value instanceof Map<?, ?> own) {
                own.forEach((setting, to) -> byAttack.get(key).put((String) setting, to));
              } else if (names.size() == 1) {
                byAttack.get(names.get(0)).put(key, value);
              } else {
                throw new UsageException(
                    "--set "
                        + key
                        + ": say of which attack, such as "
                        + names.get(0)
                        + ".steps=20; there are "
                        + names);
              }
            });
    List<AttackEntry> configured = new ArrayList<>();
    byAttack.forEach(
        (name, values) -> configured.add(installed.attackEntry(name, values, "--attack")));
    return configured;
  }
}
