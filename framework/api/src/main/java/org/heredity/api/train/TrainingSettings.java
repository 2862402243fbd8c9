package org.heredity.api.train;

import java.util.Optional;
import org.heredity.api.config.Setting;

/**
 * The settings that all methods share: how a stage of supervised training runs, at its published
 * length. Defaults are those of ReMoS' fine-tuning (Zhang et al., ICSE 2022). A method's own
 * settings record takes them in as an {@link org.heredity.api.config.Inlined} component, with
 * defaults of its own where it has some. Immutable.
 *
 * @param iterations published number of training steps, before the training scale
 * @param epochs published number of epochs, in place of {@code iterations}
 * @param patience evaluations without a better one after which the stage stops; 0 for never
 * @param lr learning rate of all but the head
 * @param headFactor the head's learning rate divided by {@code lr}
 * @param momentum of SGD; 0 for none
 * @param weightDecay coupled, of all parameters
 * @param labelSmoothing share of a label that is spread evenly over all classes
 * @param dropout probability that a channel is dropped after each of the network's stages
 * @param schedule how the learning rate changes over the stage
 */
public record TrainingSettings(
    @Setting(
            value = "published number of training steps, which the training scale multiplies",
            byDefault = "30000",
            min = 1)
        int iterations,
    @Setting(value = "published number of epochs, in place of iterations", min = 1)
        Optional<Integer> epochs,
    @Setting(
            value =
                "evaluations on the validation images without a better one after which it stops; 0"
                    + " for never",
            byDefault = "30",
            min = 0)
        int patience,
    @Setting(value = "learning rate", byDefault = "0.005", min = 0, max = 100) double lr,
    @Setting(
            value = "the head's learning rate over that of the rest",
            byDefault = "10",
            min = 0,
            max = 1e6)
        double headFactor,
    @Setting(value = "momentum of SGD", byDefault = "0", min = 0, max = 0.9999) double momentum,
    @Setting(value = "weight decay of all parameters", byDefault = "1e-4", min = 0, max = 10)
        double weightDecay,
    @Setting(
            value = "share of a label that is spread evenly over all classes",
            byDefault = "0.1",
            min = 0,
            max = 0.9999)
        double labelSmoothing,
    @Setting(
            value = "probability that a channel is dropped after each of the network's stages",
            byDefault = "0",
            min = 0,
            max = 0.99)
        double dropout,
    @Setting(value = "how the learning rate changes", byDefault = "constant") Schedule schedule) {
  /**
   * Defaults of training from random weights, as Renofeation and ReMoS state them, for {@link
   * org.heredity.api.config.Inlined}: {@code @Inlined("{" + TrainingSettings.FROM_SCRATCH + "}")}.
   */
  public static final String FROM_SCRATCH =
      "iterations: 90000, patience: 0, lr: 0.01, head-factor: 1, momentum: 0.9, weight-decay:"
          + " 0.005, label-smoothing: 0, schedule: cosine";

  /**
   * What the optimiser is told.
   *
   * @return learning rates, momentum, weight decay, label smoothing and schedule
   */
  public Optimisation optimisation() {
    return new Optimisation(lr, headFactor, momentum, weightDecay, labelSmoothing, schedule);
  }

  /**
   * How long the stage trains.
   *
   * @param trainingScale factor on the published length, over 0
   * @param stepsPerEpoch of the training images at hand
   * @return the scaled length, with evaluations about once an epoch
   */
  public TrainingLength length(double trainingScale, int stepsPerEpoch) {
    return TrainingLength.published(iterations, epochs, trainingScale, stepsPerEpoch, patience);
  }
}
