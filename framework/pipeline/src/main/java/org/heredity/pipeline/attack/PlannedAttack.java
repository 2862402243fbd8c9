package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Demand;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.data.Normalisation;
import org.heredity.pipeline.config.AttackConfig;

/**
 * An attack with its settings and the threat model that follows from them.
 *
 * @param label as reports show it
 * @param attack what makes the adversarial images
 * @param settings its settings
 * @param threat what it may do
 * @param noiseDraw which draw of noise its set is compared with, see {@link AdversarialSet}
 */
public record PlannedAttack<S extends Record>(
    String label, Attack<S> attack, S settings, ThreatModel threat, int noiseDraw) {

  private static final double ROUNDING = 1e-9;
  private static final String STEP = "step";
  private static final String STEPS = "steps";

  /**
   * An attack under a protocol.
   *
   * @param label as reports show it
   * @throws org.heredity.api.config.UsageException if its threat model cannot be
   */
  public static <S extends Record> PlannedAttack<S> of(
      String label, AttackConfig<S> config, Protocol protocol) {
    S settings = config.settings();
    ThreatModel threat = config.attack().threatModel(settings, protocol);
    return new PlannedAttack<>(label, config.attack(), settings, threat, 0);
  }

  /** The same attack on a model, whose normalisation says what a pixel is. */
  public PlannedAttack<S> against(Normalisation normalisation) {
    return with(threat.against(normalisation));
  }

  /** How much it holds at once. */
  public Demand demand() {
    return attack.demand(settings);
  }

  /** Whether it would make the same images, whatever it is called. */
  boolean alike(PlannedAttack<?> other) {
    return attack == other.attack && settings.equals(other.settings) && threat.equals(other.threat);
  }

  /** Whether it attacks a network with a head for the target, which has to be trained first. */
  public boolean needsTargetHead() {
    return attack.needsTargetHead(settings);
  }

  /** The settings as plain data, see {@link Settings#values}. */
  public Map<String, Object> values() {
    return Settings.values(settings);
  }

  /** The same attack by another name. */
  PlannedAttack<S> withLabel(String other) {
    return new PlannedAttack<>(other, attack, settings, threat, noiseDraw);
  }

  /** The same attack, its set compared with another draw of noise. */
  PlannedAttack<S> withNoiseDraw(int draw) {
    return new PlannedAttack<>(label, attack, settings, threat, draw);
  }

  /**
   * In what it is weaker than its defaults, one phrase each: fewer steps and the like, a smaller
   * epsilon, or steps that together do not reach across the ball.
   */
  public List<String> weaker() {
    List<String> phrases = new ArrayList<>(Settings.weaker(settings));
    double usual = ProtocolDefaults.epsilon(threat.norm(), threat.unit());
    if (threat.epsilon() < usual * (1 - ROUNDING)) {
      phrases.add(
          String.format(Locale.ROOT, "epsilon %.4g, by default %.4g", threat.epsilon(), usual));
    }
    Map<String, Object> values = values();
    if (values.get(STEP) instanceof Number step
        && values.get(STEPS) instanceof Number steps
        && step.doubleValue() * steps.doubleValue() < threat.epsilon() * (1 - ROUNDING)) {
      phrases.add(
          String.format(
              Locale.ROOT,
              "%d steps of %.4g, which do not come as far as epsilon %.4g",
              steps.intValue(),
              step.doubleValue(),
              threat.epsilon()));
    }
    return phrases;
  }

  /** The same attack with another epsilon. */
  public PlannedAttack<S> withEpsilon(double epsilon) {
    return with(threat.withEpsilon(epsilon));
  }

  private PlannedAttack<S> with(ThreatModel other) {
    return new PlannedAttack<>(label, attack, settings, other, noiseDraw);
  }
}
