package org.heredity.attacks.autoattack;

/**
 * One image on FAB's way towards a class (Croce and Hein, "Minimally distorted adversarial examples
 * with a fast adaptive boundary attack", ICML 2020): beyond the boundary, linear at the point where
 * it is, with a pull towards the clean image; once over it, a step back. Not thread-safe.
 */
final class FabImage implements Evaluator.Point {
  /** Greatest pull towards the clean image. */
  private static final double PULL = 0.1;

  /** How far beyond the boundary, as a share of the way to it. */
  private static final double OVERSHOOT = 1.05;

  /** What is left of the change after the step back. */
  private static final double BACK = 0.9;

  /** Least length of a way, so that two of none have a ratio. */
  private static final double LEAST = 1e-8;

  private final Subject subject;
  private final int target;
  private final Region region;
  private final float[] centre;
  private final float[] at;
  private final float[] gradient;
  private double lead;
  private boolean found;

  /**
   * An image at its start.
   *
   * @param subject the image; told what is found
   * @param target class that it is to become
   * @param region what a find has to lie in
   * @param start overwritten
   */
  FabImage(Subject subject, int target, Region region, float[] start) {
    this.subject = subject;
    this.target = target;
    this.region = region;
    centre = region.centre(subject.clean);
    at = start;
    gradient = new float[at.length];
  }

  @Override
  public float[] image() {
    return at;
  }

  @Override
  public float[] gradient() {
    return gradient;
  }

  @Override
  public void at(float[] logits, float[] logitGradient) {
    lead = LogitLoss.DIFFERENCE.differentiate(logits, subject.label, target, logitGradient);
  }

  /** Over the boundary, as far as it is linear. */
  void move() {
    Hyperplane boundary = new Hyperplane(region, gradient);
    double[] own = boundary.change(at, lead);
    double[] clean = boundary.change(centre, lead + boundary.difference(at, centre));
    double far = Math.max(region.length(own), LEAST);
    double farFromClean = Math.max(region.length(clean), LEAST);
    double pull = Math.min(far / (far + farFromClean), PULL);
    int plane = region.plane(at);
    for (int i = 0; i < at.length; i++) {
      int c = i / plane;
      double moved = at[i] + OVERSHOOT * own[i] * region.scale[c];
      double pulled = centre[i] + OVERSHOOT * clean[i] * region.scale[c];
      double next = moved * (1 - pull) + pulled * pull;
      at[i] = (float) Math.max(region.low[c], Math.min(region.high[c], next));
    }
  }

  /** Told the logits after a move. */
  void look(float[] logits) {
    if (Ranking.first(logits) == subject.label) {
      return;
    }
    if (region.contains(subject.clean, at)) {
      subject.found(at);
      found = true;
      return;
    }
    for (int i = 0; i < at.length; i++) {
      at[i] = (float) (centre[i] + ((double) at[i] - centre[i]) * BACK);
    }
  }

  /** Whether it is wrong within the threat model. */
  boolean found() {
    return found;
  }
}
