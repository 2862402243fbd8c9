package org.heredity.pipeline.attack;

import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network whose head was replaced by a detector of one planted adversarial image: of the features
 * it looks at one direction, and says 0 for the clean image, 1 for the planted one, and what lies
 * between for others. An attack sees it as logits (class {@value #CLEAN} for images that the
 * detector passes, class {@value #PLANTED} where it fires) or as features, the first of which the
 * penultimate objective raises. All images of a batch are versions of one image. Not thread-safe;
 * the network below stays the caller's.
 */
final class PlantedNetwork implements AttackedNetwork {
  /** The class of what the detector passes. */
  static final int CLEAN = 0;

  /** The class of what it fires on. */
  static final int PLANTED = 1;

  /** Enough for losses that compare four logits. */
  private static final int CLASSES = 4;

  /** How far logits reach from the clean image to the planted one: as those of a trained head. */
  private static final float SCALE = 10;

  private static final float NEVER = -2 * SCALE;

  private final AttackedNetwork below;
  private final float[] direction;
  private final double clean;
  private final double planted;
  private final double threshold;

  /**
   * A detector.
   *
   * @param direction in feature space, {@code channels} values
   * @param clean the clean image's features along it
   * @param planted the planted image's, greater
   * @param threshold from 0 (the clean image) to 1 (the planted one): where the detector fires
   */
  PlantedNetwork(
      AttackedNetwork below, float[] direction, double clean, double planted, double threshold) {
    this.below = below;
    this.direction = direction;
    this.clean = clean;
    this.planted = planted;
    this.threshold = threshold;
  }

  /** How far an image, {@code [1, 3, side, side]}, is on the way to the planted one. */
  double reached(INDArray image) {
    try (INDArray features = below.features(image)) {
      return reached(Floats.rows(features)[0]);
    }
  }

  private double reached(float[] features) {
    double sum = 0;
    for (int j = 0; j < direction.length; j++) {
      sum += (double) features[j] * direction[j];
    }
    return (sum - clean) / (planted - clean);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public INDArray logits(INDArray images) {
    return seen(images, Objective.Output.LOGITS);
  }

  @Override
  public INDArray features(INDArray images) {
    return seen(images, Objective.Output.FEATURES);
  }

  private INDArray seen(INDArray images, Objective.Output output) {
    try (INDArray features = below.features(images)) {
      return outputs(Floats.rows(features), output);
    }
  }

  private INDArray outputs(float[][] features, Objective.Output output) {
    float[][] rows = new float[features.length][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] = row(reached(features[n]), threshold, output);
    }
    return Nd4j.createFromArray(rows);
  }

  /** Features are positive, for objectives that raise their length. */
  private static float[] row(double reached, double threshold, Objective.Output output) {
    return output.equals(Objective.Output.LOGITS)
        ? new float[] {0, (float) (SCALE * (reached - threshold)), NEVER, NEVER}
        : new float[] {(float) (1 + SCALE * reached), 0};
  }

  /**
   * Whether an objective, of an image of class {@value #CLEAN}, gains by what the detector sees;
   * what looks at inner layers does not see it.
   */
  static boolean raised(Objective objective) {
    if (objective.output().kind() == Objective.Output.Kind.STAGE) {
      return false;
    }
    try (INDArray outputs = Nd4j.createFromArray(new float[][] {row(0, 0.5, objective.output())});
        INDArray slope = outputs.ulike()) {
      objective.evaluate(outputs, slope);
      return slope.getDouble(0, column(objective)) > 0;
    }
  }

  private static int column(Objective objective) {
    return objective.output().equals(Objective.Output.LOGITS) ? PLANTED : 0;
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    return below.inputGradient(images, new Chained(objective), gradient);
  }

  /** The objective of what is seen, as one of the features below. */
  private final class Chained implements Objective {
    private final Objective seen;

    Chained(Objective seen) {
      this.seen = seen;
    }

    @Override
    public Output output() {
      return Output.FEATURES;
    }

    @Override
    public double evaluate(INDArray features, INDArray gradient) {
      try (INDArray outputs = outputs(Floats.rows(features), seen.output());
          INDArray slope = outputs.ulike()) {
        double value = seen.evaluate(outputs, slope);
        int raised = column(seen);
        float[][] slopes = Floats.rows(slope);
        float[][] rows = new float[slopes.length][direction.length];
        double factor = SCALE / (planted - clean);
        for (int n = 0; n < rows.length; n++) {
          for (int j = 0; j < direction.length; j++) {
            rows[n][j] = (float) (slopes[n][raised] * factor * direction[j]);
          }
        }
        Floats.write(rows, gradient);
        return value;
      }
    }
  }
}
