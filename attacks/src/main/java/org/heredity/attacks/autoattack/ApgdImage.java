package org.heredity.attacks.autoattack;

/**
 * One image on APGD's way (Croce and Hein, ICML 2020): where it is and was, the best point with its
 * gradient, and the step size. Not thread-safe.
 */
final class ApgdImage implements Evaluator.Point {
  /** Share of a step that is new; the rest repeats the one before. */
  private static final double FRESH = 0.75;

  private final Subject subject;
  private final int target;
  private final LogitLoss loss;
  private final Region region;
  private final int iterations;

  private float[] at;
  private float[] before;
  private float[] gradient;
  private final float[] best;
  private final float[] bestGradient;
  private StepSize step;
  private double lossHere;
  private boolean wrong;
  private double fresh = 1;

  /**
   * An image at its start.
   *
   * @param subject the image; told what is found
   * @param target class that the loss may need
   * @param loss that is ascended
   * @param region what is kept to
   * @param start overwritten
   * @param iterations in all
   */
  ApgdImage(
      Subject subject, int target, LogitLoss loss, Region region, float[] start, int iterations) {
    this.subject = subject;
    this.target = target;
    this.loss = loss;
    this.region = region;
    this.iterations = iterations;
    at = start;
    before = start.clone();
    gradient = new float[start.length];
    best = start.clone();
    bestGradient = new float[start.length];
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
    lossHere = loss.differentiate(logits, subject.label, target, logitGradient);
    wrong = Ranking.first(logits) != subject.label;
  }

  /** The loss where it is. */
  double loss() {
    return lossHere;
  }

  /** The length of the next step, in units of epsilon. */
  double size() {
    return step.size();
  }

  /** Whether the network gets the image wrong where it is. */
  boolean wrong() {
    return wrong;
  }

  /** After the gradient at the start, or after a move, is known. */
  void note() {
    if (wrong) {
      subject.found(at);
      return;
    }
    if (step == null) {
      step = new StepSize(iterations, lossHere);
      keep();
      return;
    }
    if (lossHere > step.best()) {
      keep();
    }
    if (step.stepped(lossHere)) {
      System.arraycopy(best, 0, at, 0, at.length);
      System.arraycopy(bestGradient, 0, gradient, 0, gradient.length);
    }
  }

  private void keep() {
    System.arraycopy(at, 0, best, 0, at.length);
    System.arraycopy(gradient, 0, bestGradient, 0, at.length);
  }

  /** One step. */
  void move() {
    region.ascend(subject.clean, size(), fresh, at, before, gradient);
    float[] left = at;
    at = before;
    before = left;
    fresh = FRESH;
  }

  /** Nothing was found: the best point may be the result. */
  void giveUp() {
    subject.offer(best, step.best());
  }
}
