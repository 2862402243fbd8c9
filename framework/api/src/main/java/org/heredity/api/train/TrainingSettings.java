package org.heredity.api.train;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.config.Setting;

/**
 * The settings that all methods share: how a stage of supervised training runs, at its published
 * length. Defaults are those of ReMoS' fine-tuning (Zhang et al., ICSE 2022). A method's own
 * settings record takes them in as an {@link org.heredity.api.config.Inlined} component, with
 * defaults of its own where it has some. Immutable.
 *
 * @param iterations published number of training steps, before the training scale
 * @param epochs published number of epochs, in place of {@code iterations}
 * @param select which weights the stage makes; see {@link #selected} for what holds without
 * @param patience evaluations without a better one after which the stage stops, 0 for never;
 *     without it 30 where the best weights are selected, and never where the last are
 * @param lr learning rate of all but the head
 * @param headFactor the head's learning rate divided by {@code lr}
 * @param momentum of SGD; 0 for none
 * @param weightDecay coupled, of all parameters
 * @param headPenalty half of this times the sum of squares of the head's weights and biases is
 *     added to the loss
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
            "which weights are retained, the best on the validation images or the last; if not set,"
                + " best, but last in the paper protocol")
        Optional<Select> select,
    @Setting(
            value =
                "evaluations on the validation images without a better one after which it stops; 0"
                    + " for never; if not set, 30 where the best weights are selected, else 0",
            min = 0)
        Optional<Integer> patience,
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
            value = "half of this times the sum of the head's squares is added to the loss",
            byDefault = "0",
            min = 0,
            max = 10)
        double headPenalty,
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
   * Defaults of training from random weights, as Renofeation and ReMoS state them but for length
   * and schedule, in which they differ, for {@link org.heredity.api.config.Inlined}:
   * {@code @Inlined("{" + TrainingSettings.FROM_SCRATCH + "}")}.
   */
  public static final String FROM_SCRATCH =
      "patience: 0, lr: 0.01, head-factor: 1, momentum: 0.9, weight-decay:"
          + " 0.005, head-penalty: 0.01, label-smoothing: 0";

  private static final int PATIENCE = 30;

  /**
   * What the optimiser is told.
   *
   * @return learning rates, momentum, weight decay, penalty, label smoothing and schedule
   */
  public Optimisation optimisation() {
    return new Optimisation(
        lr, headFactor, momentum, weightDecay, headPenalty, labelSmoothing, schedule);
  }

  /**
   * The same settings with another number of epochs.
   *
   * @param count published number of epochs; empty to count iterations
   * @return a copy
   */
  public TrainingSettings ofEpochs(Optional<Integer> count) {
    return new TrainingSettings(
        iterations,
        count,
        select,
        patience,
        lr,
        headFactor,
        momentum,
        weightDecay,
        headPenalty,
        labelSmoothing,
        dropout,
        schedule);
  }

  /**
   * Which weights the stage makes: what was set, else the best, but the last under {@link
   * Protocol#PAPER}. The published code selects only where SEAM's authors trained, and does that on
   * the test images.
   *
   * @param protocol of the suite
   * @return best or last
   */
  public Select selected(Protocol protocol) {
    return select.orElse(protocol == Protocol.PAPER ? Select.LAST : Select.BEST);
  }

  /**
   * How long the stage trains.
   *
   * @param protocol of the suite, see {@link TrainingLength#under}
   * @param trainingScale factor on the published length, over 0
   * @param stepsPerEpoch of the training images at hand
   * @return the scaled length, with evaluations about once an epoch
   */
  public TrainingLength length(Protocol protocol, double trainingScale, int stepsPerEpoch) {
    Select selected = selected(protocol);
    int evaluations = patience.orElse(selected == Select.BEST ? PATIENCE : 0);
    return TrainingLength.published(iterations, epochs, trainingScale, stepsPerEpoch, evaluations)
        .selecting(selected)
        .under(protocol, stepsPerEpoch);
  }
}
