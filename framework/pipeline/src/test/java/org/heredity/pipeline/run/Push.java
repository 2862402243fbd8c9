package org.heredity.pipeline.run;

import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Ball;
import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** PGD on the sum of the first logit, or on that of the target's head. */
class Push implements Attack<Push.PushSettings> {
  /**
   * How many steps to push.
   *
   * @param steps number of steps
   * @param step step size in pixel values
   */
  record PushSettings(
      @Setting(value = "steps", byDefault = "8") int steps,
      @Setting(value = "step", byDefault = "0.01") double step) {}

  private final boolean targetHead;

  Push(boolean targetHead) {
    this.targetHead = targetHead;
  }

  @Override
  public String name() {
    return targetHead ? "push-head" : "push";
  }

  @Override
  public String description() {
    return "raises the first output";
  }

  @Override
  public Class<PushSettings> settings() {
    return PushSettings.class;
  }

  @Override
  public ThreatModel threatModel(PushSettings settings, Protocol protocol) {
    return ThreatModel.linf(16 / 255.0, ThreatModel.Unit.PIXEL);
  }

  @Override
  public boolean needsTargetHead(PushSettings settings) {
    return targetHead;
  }

  @Override
  public Optional<Objective> objective(int[] labels, PushSettings settings) {
    return Optional.of(
        new Objective() {
          @Override
          public Output output() {
            return Output.LOGITS;
          }

          @Override
          public double evaluate(INDArray outputs, INDArray gradient) {
            gradient.assign(0);
            double sum = 0;
            for (int n = 0; n < outputs.size(0); n++) {
              gradient.putScalar(n, 0, 1.0 / outputs.size(0));
              sum += outputs.getDouble(n, 0);
            }
            return sum / outputs.size(0);
          }
        });
  }

  @Override
  public void perturb(
      List<? extends AttackedNetwork> model,
      ThreatModel threat,
      AttackBatch batch,
      PushSettings settings) {
    Ball ball = threat.ball();
    INDArray gradient = Nd4j.create(batch.clean().dataType(), batch.clean().shape(), 'c');
    Objective objective = objective(batch.labels(), settings).orElseThrow();
    for (int i = 0; i < settings.steps(); i++) {
      model.get(0).inputGradient(batch.adversarial(), objective, gradient);
      ball.ascend(batch.clean(), batch.adversarial(), gradient, threat.scaled(settings.step()));
    }
  }
}
