package org.heredity.attacks.autoattack;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The frame of AutoAttack's members: rounds, each of which attacks the images that still stand. An
 * image that the network gets wrong when clean is left as it is, clipped to the threat model, and
 * costs nothing more. What a round has found counts if the network, asked once more, gets it wrong.
 * The result is that image, else the best point.
 *
 * <p>A member starts by itself, as it was published: it does not look at the start that the batch
 * brings. It attacks the first of the networks. Members have no state and are thread-safe.
 *
 * @param <S> the member's settings
 */
abstract class EnsembleMember<S extends Record> implements Attack<S> {
  /** Norm and epsilon. */
  abstract Budget budget(S settings);

  /**
   * How often what stands is attacked.
   *
   * @param classes that the network tells apart, at least two
   */
  abstract int rounds(S settings, int classes);

  /**
   * Attacks images once; says of each what was {@linkplain Subject#found found} or {@linkplain
   * Subject#offer offers} a point.
   *
   * @param standing images that the network gets right; not empty
   * @param number of the round, from 0
   */
  abstract void round(
      Evaluator evaluator, Region region, List<Subject> standing, int number, S settings);

  @Override
  public ThreatModel threatModel(S settings, Protocol protocol) {
    Budget budget = budget(settings);
    return ProtocolDefaults.threatModel(protocol, budget.norm(), budget.epsilon());
  }

  @Override
  public final boolean needsTargetHead(S settings) {
    return true;
  }

  @Override
  public final void perturb(
      List<? extends AttackedNetwork> models, ThreatModel threat, AttackBatch batch, S settings) {
    AttackedNetwork network = models.get(0);
    Region region = Region.of(threat);
    try (Evaluator evaluator = new Evaluator(network, batch.clean().size(2))) {
      int rounds = network.classes() < 2 ? 0 : rounds(settings, network.classes());
      List<Subject> standing = new ArrayList<>();
      List<Subject> all = subjects(network, region, batch, standing);
      for (int round = 0; round < rounds && !standing.isEmpty(); round++) {
        round(evaluator, region, List.copyOf(standing), round, settings);
        confirm(evaluator, standing);
      }
      write(all, batch.adversarial());
    }
  }

  /** All images of a batch; those that the network gets right are added to {@code standing}. */
  private static List<Subject> subjects(
      AttackedNetwork network, Region region, AttackBatch batch, List<Subject> standing) {
    List<Subject> all = new ArrayList<>();
    try (INDArray logits = network.logits(batch.clean())) {
      Floats.requireFinite(logits);
      FloatBuffer images = Floats.read(batch.clean());
      float[][] rows = Floats.rows(logits);
      for (int n = 0; n < rows.length; n++) {
        float[] clean = new float[images.remaining() / rows.length];
        images.get(n * clean.length, clean);
        int[] ranking = Ranking.top(rows[n].length, rows[n]);
        int label = batch.labels()[n];
        Subject subject =
            new Subject(clean, label, batch.randomness().get(n), ranking, region.centre(clean));
        all.add(subject);
        if (ranking[0] == label) {
          standing.add(subject);
        }
      }
    }
    return all;
  }

  /** Takes those out of {@code standing} of which the network gets the candidate wrong. */
  private static void confirm(Evaluator evaluator, List<Subject> standing) {
    List<Subject> candidates = standing.stream().filter(s -> s.candidate() != null).toList();
    if (candidates.isEmpty()) {
      return;
    }
    float[][] logits = evaluator.logits(candidates.stream().map(Subject::candidate).toList());
    for (int n = 0; n < candidates.size(); n++) {
      Subject subject = candidates.get(n);
      boolean wrong = Ranking.first(logits[n]) != subject.label;
      subject.judged(wrong);
      if (wrong) {
        standing.remove(subject);
      }
    }
  }

  private static void write(List<Subject> all, INDArray adversarial) {
    FloatBuffer images = Floats.writable(adversarial);
    for (int n = 0; n < all.size(); n++) {
      float[] result = all.get(n).result();
      images.put(n * result.length, result);
    }
    Nd4j.getAffinityManager().tagLocation(adversarial, AffinityManager.Location.HOST);
  }
}
