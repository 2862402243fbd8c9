package org.heredity.attacks.inner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.StepRule;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Goal;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Reuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective.Output;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves an image until the teacher computes within what it computes of an image of another class: a
 * student that reuses those layers then takes one for the other (Wang et al., "With Great Training
 * Comes Great Vulnerability", USENIX Security 2018). Targeted: the class is the guide's. Published
 * was a bound on structural dissimilarity and Adadelta or Adam; here it is the threat model's ball
 * and steepest ascent, so that its DIR compares with other attacks'. The guide is drawn for each
 * image; the paper takes the image nearest to its class' centre of some.
 */
public final class Mimicry implements Attack<MimicrySettings> {
  @Override
  public String name() {
    return "mimicry";
  }

  @Override
  public String description() {
    return "moves an image until an inner layer of the teacher sees an image of another class"
        + " (Wang et al., USENIX Security 2018)";
  }

  @Override
  public Class<MimicrySettings> settings() {
    return MimicrySettings.class;
  }

  @Override
  public ThreatModel threatModel(MimicrySettings settings, Protocol protocol) {
    return ProtocolDefaults.threatModel(protocol, settings.norm(), settings.iterations().epsilon())
        .withRandomStart(settings.iterations().randomStart())
        .withGoal(Goal.TARGETED);
  }

  @Override
  public boolean needsTargetHead(MimicrySettings settings) {
    return false;
  }

  @Override
  public StateDict prepare(Reuse reuse, ThreatModel threat, MimicrySettings settings, long seed) {
    settings.inner().ifPresent(stage -> stage.require(reuse.teacher().spec()));
    if (reuse.target().classes().size() < 2) {
      throw new UsageException(
          "the attack '"
              + name()
              + "': the target has one class only, and so no image of another to imitate");
    }
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("seed", seed);
    inputs.put("images", settings.guides());
    Randomness draw = Randomness.of(seed).at("guides");
    return reuse.sharedStage(
        "guides", inputs, progress -> Guides.drawn(reuse.target(), settings.guides(), draw));
  }

  @Override
  public void perturb(
      List<? extends AttackedNetwork> models,
      ThreatModel threat,
      AttackBatch batch,
      MimicrySettings settings) {
    AttackedNetwork network = models.get(0);
    Output output = settings.inner().map(InnerStage::output).orElse(Output.FEATURES);
    double stepSize = ProtocolDefaults.stepSize(threat, settings.iterations().step());
    try (INDArray guides = Guides.of(batch);
        INDArray wanted = network.outputs(guides, output);
        INDArray gradient = batch.adversarial().ulike();
        StepRule rule = StepRule.steepest(threat, stepSize)) {
      Nearness nearness = new Nearness(output, wanted);
      for (int i = 0; i < settings.iterations().steps(); i++) {
        network.inputGradient(batch.adversarial(), nearness, gradient);
        rule.move(batch, gradient, i);
      }
    }
  }
}
