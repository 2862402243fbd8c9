package org.heredity.attacks.inner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Reuse;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.SubsetSource;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.FrozenNetwork;

/**
 * One perturbation for all images, made of the teacher alone: it raises the mean square of an early
 * stage's activations (L4A; Ban and Dong, "Pre-trained Adversarial Perturbations", NeurIPS 2022),
 * also on images of Gaussian noise (UGS). Published were 30,000 steps on the images of the
 * pre-training, which an auditor rarely has: here they are the target's training images, without
 * labels or augmentation. The published UGS left the last of the images out of its sum; here it
 * counts.
 */
public final class Universal implements Attack<UniversalSettings> {
  private static final String CHANGE = "perturbation";

  @Override
  public String name() {
    return "universal";
  }

  @Override
  public String description() {
    return "one perturbation for all images, which raises an early stage's activations, without"
        + " labels or head; by preset L4A and its UGS (Ban and Dong, NeurIPS 2022)";
  }

  @Override
  public Class<UniversalSettings> settings() {
    return UniversalSettings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    return Map.of(
        "l4a", Map.of("steps", 10000),
        "l4a-ugs", Map.of("steps", 10000, "gaussians", 8, "image-weight", 0.01));
  }

  @Override
  public ThreatModel threatModel(UniversalSettings settings, Protocol protocol) {
    return ProtocolDefaults.threatModel(protocol, settings.norm(), settings.epsilon())
        .withRandomStart(false);
  }

  @Override
  public boolean needsTargetHead(UniversalSettings settings) {
    return false;
  }

  @Override
  public StateDict prepare(Reuse reuse, ThreatModel threat, UniversalSettings settings, long seed) {
    settings.inner().require(reuse.teacher().spec());
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("seed", seed);
    inputs.put("threat", threat.describe());
    inputs.put("epsilon", threat.epsilon());
    inputs.put("stage", settings.stage());
    inputs.put("step", settings.stepSize(threat));
    inputs.put("steps", settings.steps());
    inputs.put("images", settings.images());
    inputs.put("image-weight", settings.imageWeight());
    inputs.put("gaussians", settings.gaussians());
    if (settings.gaussians() > 0) {
      inputs.put("mean", List.of(settings.meanLow(), settings.meanHigh()));
      inputs.put("deviation", List.of(settings.deviationLow(), settings.deviationHigh()));
    }
    return reuse.sharedStage(
        "universal-perturbation",
        inputs,
        progress -> made(reuse, threat, settings, Randomness.of(seed).at("universal"), progress));
  }

  private static StateDict made(
      Reuse reuse,
      ThreatModel threat,
      UniversalSettings settings,
      Randomness draw,
      Progress progress) {
    ImageSource train = reuse.target().train();
    int side = reuse.teacher().spec().imageSize();
    try (FrozenNetwork network =
            FrozenNetwork.of(reuse.teacher().spec(), reuse.teacher().weights());
        Lift lift = new Lift(network, threat, settings, side, draw)) {
      for (int epoch = 0; lift.steps() < settings.steps(); epoch++) {
        int[] order = draw.at("order").at(epoch).permutation(train.size());
        try (Batches batches =
            Batches.test(
                new SubsetSource(train, order),
                reuse.target().preprocessing(),
                settings.images())) {
          while (batches.hasNext() && lift.steps() < settings.steps()) {
            Batch batch = batches.next();
            lift.step(batch.images());
            batches.release(batch);
            progress.at(lift.steps(), settings.steps(), "steps");
          }
        }
      }
      return StateDict.of(Map.of(CHANGE, lift.change()));
    }
  }

  @Override
  public void perturb(
      List<? extends AttackedNetwork> models,
      ThreatModel threat,
      AttackBatch batch,
      UniversalSettings settings) {
    if (!batch.prepared().contains(CHANGE)) {
      throw new UsageException(
          "the attack '"
              + name()
              + "' is made of the teacher, not of the student; leave it out of the white box");
    }
    batch.adversarial().assign(batch.clean());
    batch.adversarial().addi(batch.prepared().get(CHANGE));
    threat.ball().project(batch.clean(), batch.adversarial());
  }
}
