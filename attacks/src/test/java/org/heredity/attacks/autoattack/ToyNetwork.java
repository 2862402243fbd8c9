package org.heredity.attacks.autoattack;

import java.util.List;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code W2 sin(W1 x)}, image by image in double precision: make_autoattack_expected.py's model. An
 * image's result depends on nothing else, to the last bit.
 */
final class ToyNetwork implements AttackedNetwork {
  static final int SIDE = 8;
  static final int CLASSES = 6;
  static final int SIZE = 3 * SIDE * SIDE;

  /** What a favoured class gets beside its logit. */
  static final int LEAD = 14;

  private static final int HIDDEN = 16;

  private final float[][] first = weights(HIDDEN, SIZE, Randomness.of(1), 1 / 6.0);
  private final float[][] second = weights(CLASSES, HIDDEN, Randomness.of(2), 1);
  private final List<Integer> favoured;
  private final int classes;
  private int asked;

  /**
   * A network.
   *
   * @param favoured for each image of a batch the class with a lead; empty for none
   */
  ToyNetwork(List<Integer> favoured) {
    this(favoured, CLASSES);
  }

  /**
   * The first classes of a network alone.
   *
   * @param favoured for each image of a batch the class with a lead; empty for none
   * @param classes how many
   */
  ToyNetwork(List<Integer> favoured, int classes) {
    this.favoured = favoured;
    this.classes = classes;
  }

  private static float[][] weights(int rows, int columns, Randomness random, double factor) {
    float[][] weights = new float[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      weights[i / columns][i % columns] = (float) (random.gaussian(i) * factor);
    }
    return weights;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** Of how many images logits or gradients were asked for. */
  int asked() {
    return asked;
  }

  @Override
  public INDArray features(INDArray images) {
    throw new UnsupportedOperationException();
  }

  @Override
  public INDArray logits(INDArray images) {
    asked += (int) images.size(0);
    float[] all = Floats.copy(images);
    float[][] rows = new float[(int) images.size(0)][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] = logits(n, hidden(all, n));
    }
    return Nd4j.createFromArray(rows);
  }

  private double[] hidden(float[] all, int n) {
    double[] hidden = new double[HIDDEN];
    for (int h = 0; h < HIDDEN; h++) {
      for (int i = 0; i < SIZE; i++) {
        hidden[h] += (double) first[h][i] * all[n * SIZE + i];
      }
    }
    return hidden;
  }

  private float[] logits(int n, double[] hidden) {
    float[] logits = new float[classes];
    for (int k = 0; k < classes; k++) {
      double sum = n < favoured.size() && favoured.get(n) == k ? LEAD : 0;
      for (int h = 0; h < HIDDEN; h++) {
        sum += second[k][h] * Math.sin(hidden[h]);
      }
      logits[k] = (float) sum;
    }
    return logits;
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    asked += (int) images.size(0);
    float[] all = Floats.copy(images);
    int count = (int) images.size(0);
    float[][] rows = new float[count][];
    for (int n = 0; n < count; n++) {
      rows[n] = logits(n, hidden(all, n));
    }
    INDArray slopes = Nd4j.create(DataType.FLOAT, count, classes);
    double value = objective.evaluate(Nd4j.createFromArray(rows), slopes);
    float[][] outer = Floats.rows(slopes);
    float[] result = new float[all.length];
    for (int n = 0; n < count; n++) {
      double[] hidden = hidden(all, n);
      double[] inner = new double[HIDDEN];
      for (int h = 0; h < HIDDEN; h++) {
        for (int k = 0; k < classes; k++) {
          inner[h] += (double) outer[n][k] * second[k][h];
        }
        inner[h] *= Math.cos(hidden[h]);
      }
      for (int i = 0; i < SIZE; i++) {
        double sum = 0;
        for (int h = 0; h < HIDDEN; h++) {
          sum += inner[h] * first[h][i];
        }
        result[n * SIZE + i] = (float) sum;
      }
    }
    Floats.write(result, gradient);
    return value;
  }
}
