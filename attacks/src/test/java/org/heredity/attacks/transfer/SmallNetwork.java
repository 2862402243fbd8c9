package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Features {@code tanh(W x + b)} of images of 16 pixels and logits {@code V f}, in double
 * precision, with the weights of {@code make_transfer_expected.py}; its features are also what its
 * one stage gives. Counts the images whose gradient was asked for.
 */
public final class SmallNetwork implements AttackedNetwork {
  private static final int FEATURES = 6;
  private static final int VALUES = Frame.CHANNELS * Case.SIDE * Case.SIDE;

  private final double[][] w = gaussians(11, FEATURES, VALUES, 0.05);
  private final double[][] b = gaussians(12, 1, FEATURES, 0.3);
  private final double[][] v = gaussians(13, Case.CLASSES, FEATURES, 1);
  private final int most;
  private int gradients;

  /** With as many images in one pass as anybody wants. */
  public SmallNetwork() {
    this(Integer.MAX_VALUE);
  }

  /** With {@code most} images in one pass. */
  SmallNetwork(int most) {
    this.most = most;
  }

  private static double[][] gaussians(long seed, int rows, int columns, double scale) {
    double[][] values = new double[rows][columns];
    for (int i = 0; i < rows * columns; i++) {
      values[i / columns][i % columns] = scale * Randomness.of(seed).gaussian(i);
    }
    return values;
  }

  int gradients() {
    return gradients;
  }

  @Override
  public int gradientBatch(int wanted) {
    return Math.min(wanted, most);
  }

  @Override
  public int classes() {
    return Case.CLASSES;
  }

  @Override
  public INDArray features(INDArray images) {
    float[][] x = ImageArrays.read(images);
    float[] f = new float[x.length * FEATURES];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) feature(x[i / FEATURES], i % FEATURES);
    }
    return Floats.array(f, x.length, FEATURES);
  }

  private double feature(float[] x, int j) {
    double sum = b[0][j];
    for (int i = 0; i < x.length; i++) {
      sum += w[j][i] * x[i];
    }
    return Math.tanh(sum);
  }

  @Override
  public INDArray logits(INDArray images) {
    float[][] f = Floats.rows(features(images));
    float[] z = new float[f.length * Case.CLASSES];
    for (int i = 0; i < z.length; i++) {
      double sum = 0;
      for (int j = 0; j < FEATURES; j++) {
        sum += v[i % Case.CLASSES][j] * f[i / Case.CLASSES][j];
      }
      z[i] = (float) sum;
    }
    return Floats.array(z, f.length, Case.CLASSES);
  }

  @Override
  public INDArray outputs(INDArray images, Objective.Output output) {
    return output.equals(Objective.Output.LOGITS) ? logits(images) : features(images);
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    float[][] x = ImageArrays.read(images);
    gradients += x.length;
    boolean features = objective.output().kind() != Objective.Output.Kind.LOGITS;
    INDArray outputs = features ? features(images) : logits(images);
    INDArray slopes = outputs.ulike();
    double value = objective.evaluate(outputs, slopes);
    float[][] rows = Floats.rows(slopes);
    for (int n = 0; n < x.length; n++) {
      float[] sum = new float[x[n].length];
      for (int j = 0; j < FEATURES; j++) {
        double f = feature(x[n], j);
        double slope = (1 - f * f) * (features ? rows[n][j] : head(rows[n], j));
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (float) (slope * w[j][i]);
        }
      }
      x[n] = sum;
    }
    ImageArrays.write(x, gradient);
    return value;
  }

  private double head(float[] row, int feature) {
    double sum = 0;
    for (int c = 0; c < Case.CLASSES; c++) {
      sum += v[c][feature] * row[c];
    }
    return sum;
  }
}
