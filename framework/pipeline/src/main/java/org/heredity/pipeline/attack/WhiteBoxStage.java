package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.UsageException;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.DroppingNetwork;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.pipeline.cache.ArtifactKey;
import org.heredity.pipeline.cache.ArtifactType;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.Cached;
import org.heredity.pipeline.cache.Running;
import org.heredity.pipeline.cache.Stage;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.input.TargetWork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Attacks students themselves: the attacks of an ensemble one after the other, each on the images
 * that the student still gets right. An image counts as fooled only if its version lies within the
 * ball and the student, asked once more, gives another class. A student is attacked in eval mode,
 * as it is measured, or, if it keeps its dropout when it classifies, by the mean over draws of it.
 * Not thread-safe.
 */
public final class WhiteBoxStage {
  private static final String BY = "fooled-by";
  private static final int STANDS = -1;
  private static final int WRONG_WHEN_CLEAN = -2;

  private final Cache cache;
  private final AttackPlan plan;
  private final long seed;
  private final int images;
  private final int draws;

  /** The attacks on students that a configuration asks for; none if it asks for none. */
  public WhiteBoxStage(CommonConfig config, Cache cache) {
    this.cache = cache;
    this.plan = AttackPlan.of(config.whiteBox(), config.protocol());
    this.seed = config.setSeed();
    this.images = config.whiteBoxImages();
    this.draws = config.whiteBoxDraws();
  }

  /**
   * What is attacked.
   *
   * @param method as reports name it
   * @param seed of the student
   * @param digest of its tensors
   * @param spec its network
   * @param weights opens its tensors, if they have to be
   * @param owned whether the tensors are closed when the student has been attacked
   * @param normalisation how it wants its images
   */
  public record Student(
      String method,
      long seed,
      String digest,
      NetworkSpec spec,
      Supplier<StateDict> weights,
      boolean owned,
      Normalisation normalisation) {}

  /**
   * Makes sure that there is dropout where it is to be drawn.
   *
   * @param student what will be attacked
   * @throws UsageException if its architecture has none
   */
  public void require(NetworkSpec student) {
    if (draws > 0 && student.architecture().dropouts().isEmpty()) {
      throw new UsageException(
          "option 'white-box-draws': "
              + student.architecture().name()
              + " has no dropout that a student could keep; leave it out");
    }
  }

  /** One result for each attack or ensemble of the plan. */
  public List<WhiteBoxResult> attack(TargetWork target, Student student, String subject) {
    AttackPlan against = plan.against(student.normalisation());
    List<WhiteBoxResult> results = new ArrayList<>();
    for (AttackPlan.Judged judged : against.judged()) {
      List<PlannedAttack<?>> members =
          judged.members().stream().<PlannedAttack<?>>map(label -> find(against, label)).toList();
      Cached<StateDict> cached =
          cache.get(
              new Stage(subject, "white-box " + judged.label()),
              key(target, student, members),
              ArtifactType.TENSORS,
              running -> compute(target, student, members, running));
      int[] by = cached.value().get(BY).toIntVector();
      cached.value().release();
      results.add(result(target, student, judged, members, by, cached.artifact().seconds()));
    }
    return results;
  }

  private static PlannedAttack<?> find(AttackPlan plan, String label) {
    return plan.attacks().stream()
        .filter(attack -> attack.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private ArtifactKey key(TargetWork target, Student student, List<PlannedAttack<?>> members) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("student", student.digest());
    all.put("target", target.inputs());
    all.put("normalisation", student.normalisation().toString());
    all.put("attacks", members.stream().map(WhiteBoxStage::inputs).toList());
    all.put("seed", seed);
    all.put("images", images);
    if (draws > 0) {
      all.put("draws", draws);
    }
    return ArtifactKey.of("white-box", all);
  }

  private static Map<String, Object> inputs(PlannedAttack<?> attack) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("attack", attack.attack().name());
    all.put("settings", attack.values());
    all.put("threat", attack.threat().describe());
    all.put("epsilon", attack.threat().epsilon());
    return all;
  }

  private int[] chosen(TargetWork target) {
    return images == 0 ? IntStream.range(0, target.test().size()).toArray() : target.sample(images);
  }

  private StateDict compute(
      TargetWork target, Student student, List<PlannedAttack<?>> members, Running running) {
    ImageSource source = new SubsetSource(target.test(), chosen(target));
    int[] by = new int[source.size()];
    StateDict resumed = running.resumed();
    int done = 0;
    if (resumed != null && resumed.contains(BY)) {
      int[] saved = resumed.get(BY).toIntVector();
      done = saved.length;
      System.arraycopy(saved, 0, by, 0, done);
    }
    int side = target.data().preprocessing().imageSize();
    StateDict weights = student.weights().get();
    try (AttackedNetwork network = opened(student, weights)) {
      ImageSource rest = new SubsetSource(source, IntStream.range(done, source.size()).toArray());
      try (Batches batches =
          Batches.test(
              rest,
              target.data().preprocessing().with(student.normalisation()),
              ComputeBatch.of(side))) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          int[] fooled = new Standing(network, rest, batch).after(members);
          System.arraycopy(fooled, 0, by, done, fooled.length);
          batch.images().close();
          done += fooled.length;
          int sofar = done;
          running.at(done, source.size(), "images");
          running.checkpoint(
              () -> StateDict.of(Map.of(BY, Nd4j.createFromArray(Arrays.copyOf(by, sofar)))));
        }
      }
    } finally {
      if (student.owned()) {
        weights.release();
      }
    }
    return StateDict.of(Map.of(BY, Nd4j.createFromArray(by)));
  }

  private AttackedNetwork opened(Student student, StateDict weights) {
    return draws == 0
        ? FrozenNetwork.of(student.spec(), weights)
        : new DroppingNetwork(
            student.spec(), weights, draws, Randomness.of(seed).at("white-box-draws"));
  }

  /** The images of one batch, and which of them still stand. */
  private final class Standing {
    private final AttackedNetwork network;
    private final ImageSource source;
    private final Batch batch;
    private final float[] clean;
    private final int[] by;

    Standing(AttackedNetwork network, ImageSource source, Batch batch) {
      this.network = network;
      this.source = source;
      this.batch = batch;
      this.clean = Floats.copy(batch.images());
      this.by = new int[batch.size()];
    }

    /** Which member fooled each image, or that none did, or that none was needed. */
    int[] after(List<PlannedAttack<?>> members) {
      int[] classes = classes(batch.images());
      for (int n = 0; n < by.length; n++) {
        by[n] = classes[n] == batch.labels()[n] ? STANDS : WRONG_WHEN_CLEAN;
      }
      for (int m = 0; m < members.size(); m++) {
        int[] rows = IntStream.range(0, by.length).filter(n -> by[n] == STANDS).toArray();
        if (rows.length > 0) {
          try (INDArray images = rows(rows)) {
            strike(members.get(m), m, rows, images);
          }
        }
      }
      return by;
    }

    private <S extends Record> void strike(
        PlannedAttack<S> member, int number, int[] rows, INDArray images) {
      ThreatModel threat = member.threat();
      Batch some =
          new Batch(
              images,
              IntStream.of(rows).map(n -> batch.labels()[n]).toArray(),
              IntStream.of(rows).map(n -> batch.indices()[n]).toArray());
      UniformNoise starts =
          new UniformNoise(threat, Randomness.of(seed).at("white-box").at(member.attack().name()));
      try (INDArray moved = SetMaker.start(threat, starts, source, some)) {
        AttackBatch attacked =
            SetMaker.attackBatch(seed, StateDict.of(Map.of()), source, some, moved);
        member.attack().perturb(List.of(network), threat, attacked, member.settings());
        Floats.requireFinite(moved);
        BudgetCheck.Verdict verdict = BudgetCheck.of(threat, images, moved);
        if (!verdict.kept()) {
          throw new IllegalStateException(
              "the attack "
                  + member.label()
                  + " made images outside of its threat model ("
                  + threat.describe()
                  + "); what it finds does not count");
        }
        int[] classes = classes(moved);
        for (int k = 0; k < rows.length; k++) {
          if (classes[k] != some.labels()[k]) {
            by[rows[k]] = number;
          }
        }
      }
    }

    private int[] classes(INDArray images) {
      try (INDArray logits = network.logits(images)) {
        return Floats.argMax(logits);
      }
    }

    private INDArray rows(int[] rows) {
      int size = clean.length / by.length;
      float[] values = new float[rows.length * size];
      for (int k = 0; k < rows.length; k++) {
        System.arraycopy(clean, rows[k] * size, values, k * size, size);
      }
      long[] shape = batch.images().shape().clone();
      shape[0] = rows.length;
      return Nd4j.create(values, shape, 'c');
    }
  }

  private WhiteBoxResult result(
      TargetWork target,
      Student student,
      AttackPlan.Judged judged,
      List<PlannedAttack<?>> members,
      int[] by,
      double seconds) {
    ThreatModel threat = members.get(0).threat();
    int correct = (int) Arrays.stream(by).filter(m -> m != WRONG_WHEN_CLEAN).count();
    int fooled = (int) Arrays.stream(by).filter(m -> m >= 0).count();
    List<MemberResult> added = new ArrayList<>();
    for (int m = 0; m < members.size(); m++) {
      int number = m;
      int count = (int) Arrays.stream(by).filter(of -> of == number).count();
      // The others never saw these images: what each does alone is not known.
      added.add(new MemberResult(members.get(m).label(), count, count, count));
    }
    return new WhiteBoxResult(
        target.name(),
        student.method(),
        student.seed(),
        judged.label(),
        threat.describe() + (draws == 0 ? "" : ", mean of " + draws + " draws of dropout"),
        threat.norm() == Norm.L2 ? SetResult.L2 : SetResult.L_INFINITY,
        threat.epsilon(),
        threat.unit().name().toLowerCase(Locale.ROOT),
        by.length,
        correct,
        fooled,
        WilsonInterval.of(fooled, correct),
        judged.ensemble() ? added : List.of(),
        seconds);
  }
}
