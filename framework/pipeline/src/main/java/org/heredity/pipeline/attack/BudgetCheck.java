package org.heredity.pipeline.attack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.engine.Ball;
import org.heredity.engine.LinfBall;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether images keep to a threat model: each value is within the valid range; in L-infinity it is
 * what the clip to that range makes of some value within epsilon of the clean one, in L2 the image
 * is within epsilon of the clean one clipped to the range. (Under {@link
 * ThreatModel.Unit#NORMALISED} a clean value may lie outside the range, and the clip may then move
 * it by more than epsilon, as it does in the papers' code. That is allowed there, but the largest
 * change is told from the clean image as it is, so that it shows.)
 */
public final class BudgetCheck {
  /** Rounding of single precision that is let pass, in normalised units. */
  static final float TOLERANCE = 2e-6f;

  private BudgetCheck() {}

  /**
   * What was found.
   *
   * @param largest greatest change of a value (L-infinity) or image (L2) from the clean one, not
   *     clipped, in the threat model's unit
   * @param beyond number of values (L-infinity) or images (L2) further from the clean one than
   *     epsilon
   * @param outOfRange number of values out of the valid range, or not numbers
   */
  public record Verdict(double largest, long beyond, long outOfRange) {
    /** Nothing looked at yet. */
    public static final Verdict NONE = new Verdict(0, 0, 0);

    /** Whether everything keeps to the threat model. */
    public boolean kept() {
      return beyond == 0 && outOfRange == 0;
    }

    /** This and {@code other} together. */
    public Verdict and(Verdict other) {
      return new Verdict(
          Math.max(largest, other.largest), beyond + other.beyond, outOfRange + other.outOfRange);
    }
  }

  /** Looks at every value of {@code [N, 3, H, W]} normalised images. */
  public static Verdict of(ThreatModel threat, INDArray clean, INDArray adversarial) {
    Ball ball = threat.ball();
    float[] from = Floats.copy(clean);
    float[] to = Floats.copy(adversarial);
    int plane = Math.toIntExact(clean.size(2) * clean.size(3));
    return ball instanceof LinfBall linf
        ? values(linf, threat.scaled(1), from, to, plane)
        : images(threat, ball, from, to, plane);
  }

  private static Verdict values(LinfBall ball, float[] unit, float[] from, float[] to, int plane) {
    double largest = 0;
    long beyond = 0;
    long out = 0;
    for (int i = 0; i < from.length; i++) {
      int c = i / plane % unit.length;
      float low = ball.low()[c];
      float high = ball.high()[c];
      float slack = TOLERANCE * Math.max(1, Math.abs(to[i]));
      if (!(to[i] >= low - slack && to[i] <= high + slack)) {
        out++;
        continue;
      }
      float least = clip(from[i] - ball.epsilon()[c], low, high);
      float most = clip(from[i] + ball.epsilon()[c], low, high);
      if (to[i] < least - slack || to[i] > most + slack) {
        beyond++;
      }
      largest = Math.max(largest, Math.abs(to[i] - from[i]) / unit[c]);
    }
    return new Verdict(largest, beyond, out);
  }

  /** Values out of range count as such, not towards the image's distance. */
  private static Verdict images(
      ThreatModel threat, Ball ball, float[] from, float[] to, int plane) {
    float[] unit = threat.scaled(1);
    int size = plane * unit.length;
    double largest = 0;
    long beyond = 0;
    long out = 0;
    for (int start = 0; start < from.length; start += size) {
      double squares = 0;
      double changes = 0;
      double slacks = 0;
      for (int i = start; i < start + size; i++) {
        int c = i / plane % unit.length;
        float low = ball.low()[c];
        float high = ball.high()[c];
        double slack = TOLERANCE * Math.max(1, Math.abs(to[i]));
        if (!(to[i] >= low - slack && to[i] <= high + slack)) {
          out++;
          continue;
        }
        changes += Math.pow((to[i] - from[i]) / unit[c], 2);
        squares += Math.pow((to[i] - clip(from[i], low, high)) / unit[c], 2);
        slacks += Math.pow(slack / unit[c], 2);
      }
      double distance = Math.sqrt(squares);
      largest = Math.max(largest, Math.sqrt(changes));
      beyond += distance > threat.epsilon() + Math.sqrt(slacks) ? 1 : 0;
    }
    return new Verdict(largest, beyond, out);
  }

  private static float clip(float value, float low, float high) {
    return Math.max(low, Math.min(high, value));
  }
}
