package org.heredity.pipeline.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Architecture;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.attack.SetMakerTest;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.AttackEntry;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A whole suite on the real engine, small enough for tests: a thin ResNet18 on drawn images. */
final class SmallSuite {
  static final int SIDE = 32;
  static final Architecture RESNET18 = Architectures.resnet18();
  private static final int CLASSES = 3;

  private SmallSuite() {}

  /** Rows of stripes whose spacing is the class, in random colours. */
  static Dataset dataset(String name, int train, int test) {
    return new Dataset(
        name,
        List.of("fine", "middle", "coarse"),
        new MemorySource(images(name + "/train", train)),
        new MemorySource(images(name + "/test", test)),
        "drawn-" + name + "-" + train + "-" + test,
        List.of("drawn for a test"));
  }

  private static List<MemorySource.Item> images(String prefix, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String id = prefix + "/" + n + ".png";
      int label = n % CLASSES;
      Randomness randomness = Randomness.of(5).at(id);
      byte[] rgb = new byte[SIDE * SIDE * 3];
      int period = 2 << label;
      for (int i = 0; i < rgb.length; i++) {
        int y = i / (3 * SIDE);
        float colour = randomness.uniform(i % 3);
        float bright = y / period % 2 == 0 ? 0.9f : 0.3f;
        rgb[i] =
            (byte)
                (int)
                    (255
                        * bright
                        * (0.5f + 0.5f * colour)
                        * (1 - 0.2f * randomness.uniform(i + 9)));
      }
      items.add(new MemorySource.Item(id, label, new RgbImage(SIDE, SIDE, rgb)));
    }
    return items;
  }

  /** A dataset as one that the program draws, by the dataset's name. */
  record Drawn(Dataset dataset) implements DatasetFormat {
    @Override
    public String name() {
      return dataset.name();
    }

    @Override
    public DatasetFacts facts() {
      return new DatasetFacts(
          "drawn for a test",
          dataset.classes().size(),
          dataset.train().size(),
          dataset.test().size(),
          "",
          "");
    }

    @Override
    public boolean recognises(Path path) {
      return false;
    }

    @Override
    public boolean madeByProgram() {
      return true;
    }

    @Override
    public Dataset open(DatasetRequest request) {
      return dataset;
    }
  }

  static StateDict weights() {
    NetworkSpec spec = new NetworkSpec(RESNET18, 4, 5, SIDE);
    try (Network network = Network.create(spec, Randomness.of(11))) {
      return network.stateDict();
    }
  }

  static TeacherConfig teacher() {
    return teacher(weights());
  }

  /** A teacher in a file that lasts as long as the process. */
  static TeacherConfig teacher(StateDict weights) {
    try {
      Path file = Files.createTempFile("teacher", ".safetensors");
      file.toFile().deleteOnExit();
      SafetensorsWriter.write(file, weights, Map.of());
      return TeacherConfig.file("resnet18", file, SIDE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is there: an architecture, two methods, attacks and a dataset. */
  static Installed installed(Set<Attack<?>> attacks, Dataset dataset) {
    return installed(attacks, dataset, Set.of());
  }

  private static Installed installed(
      Set<Attack<?>> attacks, Dataset dataset, Set<PublishedRun> published) {
    return new Installed(
        Set.of(new Tune(), new Failing()),
        attacks,
        Set.of(),
        Set.of(RESNET18),
        Set.of(new Drawn(dataset)),
        published);
  }

  private static Installed installed() {
    return installed(
        Set.of(new Push(true), new Push(false), new Broken()), dataset("stripes", 60, 45));
  }

  /** A suite of one target. */
  static SuiteConfig suite(List<String> methods, List<String> attacks, Long... seeds) {
    List<MethodConfig<?>> boundMethods = new ArrayList<>();
    methods.forEach(name -> boundMethods.add(MethodConfig.of(installed().method(name, "methods"))));
    List<AttackEntry> boundAttacks = new ArrayList<>();
    attacks.forEach(
        name -> boundAttacks.add(AttackConfig.of(installed().attack(name, "attacks"), Map.of())));
    return new SuiteConfig(
        "small",
        new CommonConfig(
            Protocol.STRICT, teacher(), List.of(), boundAttacks, List.of(), 0, 0, 16, 0, 2),
        List.of(TargetConfig.known("stripes")),
        boundMethods,
        List.of(seeds),
        1);
  }

  static SuiteRunner runner() {
    return new SuiteRunner(installed());
  }

  /** A runner that knows what was published. */
  static SuiteRunner runner(PublishedRun published) {
    return new SuiteRunner(
        installed(
            Set.of(new Push(true), new Push(false), new Broken()),
            dataset("stripes", 60, 45),
            Set.of(published)));
  }

  static AuditRunner auditor() {
    return new AuditRunner(installed());
  }

  /**
   * How long to tune.
   *
   * @param steps number of steps
   */
  record TuneSettings(@Setting(value = "steps", byDefault = "12") int steps) {}

  /** Fine-tunes for a few steps, resumably; keeps half of the first convolution. */
  static final class Tune implements ReuseMethod<TuneSettings> {
    @Override
    public String name() {
      return "tune";
    }

    @Override
    public String description() {
      return "a few steps";
    }

    @Override
    public Class<TuneSettings> settings() {
      return TuneSettings.class;
    }

    @Override
    public Student make(Reuse reuse, TuneSettings settings) {
      reuse.sharedStage(
          "profile", Map.of("x", 1), progress -> StateDict.of(Map.of("p", Nd4j.ones(2))));
      StateDict weights = reuse.stage("tune", progress -> tune(reuse, settings, progress));
      INDArray mask = Nd4j.zeros(weights.get("conv1.weight").shape());
      mask.slice(0).assign(1);
      return new Student(weights, Map.of("conv1.weight", mask));
    }

    private static StateDict tune(Reuse reuse, TuneSettings settings, Progress progress) {
      NetworkSpec spec = reuse.teacher().spec().withClasses(reuse.target().classes().size());
      StateDict resumed = progress.resumed();
      int step = resumed == null ? 0 : resumed.get("step").getInt(0);
      int perEpoch = (reuse.target().train().size() + reuse.batchSize() - 1) / reuse.batchSize();
      try (Network network = start(reuse, spec, resumed);
          Trainer trainer = new Trainer(network, new Trainer.Sgd(0.05, 0.2, 0, 1e-4), List.of());
          Batches batches =
              Batches.train(
                  reuse.target().train(),
                  reuse.target().preprocessing(),
                  reuse.batchSize(),
                  reuse.randomness().at("batches"),
                  step / perEpoch,
                  step % perEpoch)) {
        for (; step < settings.steps(); step++) {
          Batch batch = batches.next();
          double loss = trainer.step(batch.images(), oneHot(batch.labels()));
          progress.point(new CurvePoint("tune", step + 1, loss, Double.NaN, 1));
          progress.at(step + 1, settings.steps(), "steps");
          int done = step + 1;
          progress.checkpoint(
              () -> network.stateDict().with("step", Nd4j.createFromArray(new int[] {done})));
        }
        return network.stateDict();
      }
    }

    private static Network start(Reuse reuse, NetworkSpec spec, StateDict resumed) {
      if (resumed == null) {
        return Network.reuse(spec, reuse.teacher().weights(), reuse.randomness());
      }
      Map<String, INDArray> tensors = new LinkedHashMap<>(resumed.asMap());
      tensors.remove("step");
      return Network.of(spec, StateDict.of(tensors));
    }

    private static INDArray oneHot(int[] labels) {
      INDArray targets = Nd4j.zeros(labels.length, CLASSES);
      for (int n = 0; n < labels.length; n++) {
        targets.putScalar(n, labels[n], 1);
      }
      return targets;
    }
  }

  /** Always fails. */
  static final class Failing implements ReuseMethod<SetMakerTest.None> {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String description() {
      return "always fails";
    }

    @Override
    public Class<SetMakerTest.None> settings() {
      return SetMakerTest.None.class;
    }

    @Override
    public Student make(Reuse reuse, SetMakerTest.None settings) {
      throw new DataException("bird/7.jpg cannot be decoded: it ends early");
    }
  }

  /** Fails, for a reason that has one. */
  static final class Broken extends Push {
    Broken() {
      super(false);
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void perturb(
        List<? extends AttackedNetwork> model,
        ThreatModel threat,
        AttackBatch batch,
        Push.PushSettings settings) {
      throw new IllegalStateException("no way up", new ArithmeticException("/ by zero"));
    }
  }

  static Path students(Path out, String method, long seed) {
    return out.resolve("students/stripes-" + method + "-" + seed + ".safetensors");
  }
}
