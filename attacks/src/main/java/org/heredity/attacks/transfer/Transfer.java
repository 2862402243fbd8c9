package org.heredity.attacks.transfer;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.Demand;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Goal;
import org.heredity.api.config.Inlined;
import org.heredity.api.method.Reuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;

/**
 * Transfer attacks whose parts compose: momentum and look-ahead, changed copies of the input,
 * gradients of neighbours, smoothing. The published ones are its {@linkplain Published presets}.
 *
 * <p>In L2, which the papers leave out, a step goes along the direction divided by its length, and
 * gradients are divided by their length rather than their mean absolute value.
 */
public final class Transfer implements Attack<Transfer.Settings> {
  /**
   * What can be set.
   *
   * @param climb how images move
   * @param aim what is ascended
   * @param copies what the network is shown in place of an image
   * @param gradients which gradients are joined to one
   * @param sampled which networks stand in for the student
   */
  public record Settings(
      @Inlined ClimbSettings climb,
      @Inlined AimSettings aim,
      @Inlined CopySettings copies,
      @Inlined GradientSettings gradients,
      @Inlined SampleSettings sampled) {}

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public String description() {
    return "attacks that carry over from the teacher, whose parts compose; by preset MI (Dong et"
        + " al., CVPR 2018), NI and SI (Lin et al., ICLR 2020), DI (Xie et al., CVPR 2019), TI"
        + " (Dong et al., CVPR 2019), VMI (Wang and He, CVPR 2021), PGN (Ge et al., NeurIPS 2023),"
        + " SIA (Wang et al., ICCV 2023), BSR (Wang et al., CVPR 2024)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    return Published.presets();
  }

  @Override
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    ClimbSettings climb = settings.climb();
    return ProtocolDefaults.threatModel(protocol, climb.norm(), climb.epsilon())
        .withRandomStart(climb.randomStart())
        .withGoal(settings.aim().led().isPresent() ? Goal.TARGETED : Goal.UNTARGETED);
  }

  @Override
  public boolean needsTargetHead(Settings settings) {
    return settings.aim().onLogits() || settings.sampled().tuned();
  }

  @Override
  public List<StateDict> models(Reuse reuse, Settings settings, long seed) {
    settings.aim().led().ifPresent(led -> led.require(reuse.target().classes().size()));
    List<StateDict> start = Attack.super.models(reuse, settings, seed);
    return settings.sampled().samples() == 0
        ? start
        : new SampledModels(reuse, settings.sampled(), seed).around(start.get(0));
  }

  @Override
  public Demand demand(Settings settings) {
    return new Demand(Math.max(1, settings.sampled().samples()), settings.copies().count());
  }

  /**
   * What is ascended; empty if the class that an image is led to is drawn from its stream, of which
   * labels say nothing.
   */
  @Override
  public Optional<Objective> objective(int[] labels, Settings settings) {
    List<Randomness> unused = Collections.nCopies(labels.length, Randomness.of(0));
    return settings.aim().drawn()
        ? Optional.empty()
        : Optional.of(settings.aim().of(labels, unused).mean());
  }

  @Override
  public void perturb(
      List<? extends AttackedNetwork> models,
      ThreatModel threat,
      AttackBatch batch,
      Settings settings) {
    settings.aim().led().ifPresent(led -> led.require(models.get(0).classes()));
    Climb climb = new Climb(models, threat, batch, settings);
    int restarts = settings.climb().restarts();
    if (restarts == 1) {
      climb.run(restart(batch, 0));
      return;
    }
    Best best = new Best(models, settings.aim().of(batch.labels(), batch.randomness()));
    for (int i = 0; i < restarts; i++) {
      List<Randomness> streams = restart(batch, i);
      if (i > 0) {
        List<Randomness> starts = streams.stream().map(stream -> stream.at("start")).toList();
        threat.ball().randomise(batch.clean(), batch.adversarial(), starts);
      }
      climb.run(streams);
      best.add(batch.adversarial());
    }
    best.write(batch.adversarial());
  }

  private static List<Randomness> restart(AttackBatch batch, int number) {
    return batch.randomness().stream().map(stream -> stream.at("restart").at(number)).toList();
  }
}
