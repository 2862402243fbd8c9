package org.heredity.attacks.inner;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.api.attack.ThreatModel;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Ball;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The ascent of one perturbation, from a random start, step by step. Not thread-safe; holds native
 * memory until closed.
 */
final class Lift implements AutoCloseable {
  private static final int CHANNELS = 3;

  /** Steps after which the noise images get another mean and deviation. */
  private static final int REDRAWN = 20;

  /** Wide enough for a change by itself, which is no image, never to be clipped. */
  private static final ThreatModel.Bounds ANYTHING = new ThreatModel.Bounds(-1e6, 1e6);

  private final AttackedNetwork network;
  private final UniversalSettings settings;
  private final Normalisation normalisation;
  private final Randomness draw;
  private final int side;
  private final Ball ball;
  private final float[] step;
  private final INDArray nothing;
  private final INDArray change;
  private int steps;

  /**
   * Draws the start.
   *
   * @param side of the images
   * @param draw what is random
   */
  Lift(
      AttackedNetwork network,
      ThreatModel threat,
      UniversalSettings settings,
      int side,
      Randomness draw) {
    this.network = network;
    this.settings = settings;
    this.normalisation = threat.normalisation();
    this.draw = draw;
    this.side = side;
    this.ball = threat.withBounds(ANYTHING).ball();
    this.step = threat.scaled(settings.stepSize(threat));
    this.nothing = Nd4j.zeros(DataType.FLOAT, 1, CHANNELS, side, side);
    this.change = nothing.dup('c');
    ball.randomise(nothing, change, List.of(draw.at("start")));
  }

  /** How many were taken. */
  int steps() {
    return steps;
  }

  /** What was reached, {@code [1, 3, side, side]}, in the network's units; a copy. */
  INDArray change() {
    return change.dup('c');
  }

  /**
   * One step of steepest ascent.
   *
   * @param images {@code [N, 3, side, side]}; not written to
   */
  void step(INDArray images) {
    int noise = settings.gaussians();
    long[] shape = {noise + images.size(0), CHANNELS, side, side};
    try (INDArray all = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        INDArray gradient = all.ulike()) {
      all.get(NDArrayIndex.interval(noise, shape[0])).assign(images);
      if (noise > 0) {
        Floats.write(gaussians(), all.get(NDArrayIndex.interval(0, noise)));
      }
      all.addi(change);
      network.inputGradient(
          all, new Raised(settings.inner().output(), noise, settings.imageWeight()), gradient);
      try (INDArray direction = gradient.sum(true, 0)) {
        ball.ascend(nothing, change, direction, step);
      }
    }
    steps++;
  }

  private float[] gaussians() {
    Randomness parameters = draw.at("noise-parameters").at(steps / REDRAWN);
    Randomness values = draw.at("noise").at(steps);
    int plane = side * side;
    float[] mean = new float[CHANNELS];
    float[] deviation = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      double pixels = between(settings.meanLow(), settings.meanHigh(), parameters, CHANNELS + c);
      double spread = between(settings.deviationLow(), settings.deviationHigh(), parameters, c);
      mean[c] = (float) (pixels - normalisation.mean(c)) / normalisation.deviation(c);
      deviation[c] = (float) spread / normalisation.deviation(c);
    }
    float[] images = new float[settings.gaussians() * CHANNELS * plane];
    IntStream.range(0, settings.gaussians() * CHANNELS)
        .parallel()
        .forEach(
            p -> {
              for (int i = p * plane; i < (p + 1) * plane; i++) {
                int c = p % CHANNELS;
                images[i] = mean[c] + deviation[c] * (float) values.gaussian(i);
              }
            });
    return images;
  }

  private static double between(double low, double high, Randomness draw, int at) {
    return low + draw.uniformDouble(at) * (high - low);
  }

  @Override
  public void close() {
    nothing.close();
    change.close();
  }

  /**
   * The mean square of activations on noise images plus, weighted, that on images.
   *
   * @param noise rows that are of noise images, the first
   */
  private record Raised(Output output, int noise, double imageWeight) implements Objective {
    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      int rows = (int) outputs.size(0);
      float[] factors = new float[rows];
      for (int n = 0; n < rows; n++) {
        double weight = n < noise ? 1.0 / noise : imageWeight / (rows - noise);
        factors[n] = (float) (2 * weight / outputs.size(1));
      }
      gradient.assign(outputs);
      try (INDArray column = Floats.array(factors, rows, 1)) {
        gradient.muliColumnVector(column);
      }
      try (INDArray products = gradient.mul(outputs)) {
        return products.sumNumber().doubleValue() / 2;
      }
    }
  }
}
