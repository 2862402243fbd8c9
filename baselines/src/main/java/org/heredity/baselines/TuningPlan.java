package org.heredity.baselines;

import java.util.Optional;
import java.util.OptionalInt;
import org.heredity.api.config.Setting;
import org.heredity.api.train.Optimisation;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.TrainingLength;

/**
 * How a stage of supervised training goes, before the budget is known: the settings that all
 * methods share. Defaults are those of ReMoS' fine-tuning.
 */
record TuningPlan(
    @Setting(
            value = "published number of training steps, which the budget scales",
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
  /** Defaults of training from random weights, as Renofeation and ReMoS state them. */
  static final String FROM_SCRATCH =
      "iterations: 90000, patience: 0, lr: 0.01, head-factor: 1, momentum: 0.9, weight-decay:"
          + " 0.005, label-smoothing: 0, schedule: cosine";

  Optimisation optimisation() {
    return new Optimisation(lr, headFactor, momentum, weightDecay, labelSmoothing, schedule);
  }

  TrainingLength length(double budget, int stepsPerEpoch) {
    return length(iterations, epochs, budget, stepsPerEpoch, patience);
  }

  /** A published length under a budget. */
  static TrainingLength length(
      int iterations, Optional<Integer> epochs, double budget, int stepsPerEpoch, int patience) {
    OptionalInt inEpochs = epochs.map(OptionalInt::of).orElse(OptionalInt.empty());
    return TrainingLength.published(iterations, inEpochs, budget, stepsPerEpoch, patience);
  }
}
