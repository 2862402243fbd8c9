package org.heredity.attacks.autoattack;

import java.util.List;
import java.util.Optional;
import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.engine.Objective;

/** APGD, untargeted: {@code apgd-ce} on the cross-entropy, {@code apgd-dlr} on the DLR loss. */
final class Apgd extends EnsembleMember<Apgd.Settings> {
  /**
   * What can be set.
   *
   * @param budget norm and epsilon
   * @param iterations number of steps of a start
   * @param restarts random starts
   */
  record Settings(
      @Inlined Budget budget,
      @Setting(value = "number of steps", byDefault = "100", min = 1, max = 100000, strength = true)
          int iterations,
      @Setting(
              value = "random starts, each with the images that stand",
              byDefault = "1",
              min = 1,
              max = 1000,
              strength = true)
          int restarts) {}

  private final String name;
  private final String words;
  private final LogitLoss loss;

  private Apgd(String name, String words, LogitLoss loss) {
    this.name = name;
    this.words = words;
    this.loss = loss;
  }

  static Apgd crossEntropy() {
    return new Apgd("apgd-ce", "the cross-entropy", LogitLoss.CROSS_ENTROPY);
  }

  static Apgd differenceOfLogitsRatio() {
    return new Apgd("apgd-dlr", "the difference of logits ratio", LogitLoss.DLR);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "PGD whose step size adapts, on " + words + " (Croce and Hein, ICML 2020)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Optional<Objective> objective(int[] labels, Settings settings) {
    return loss == LogitLoss.CROSS_ENTROPY
        ? Optional.of(CrossEntropyObjective.awayFrom(labels))
        : Optional.empty();
  }

  @Override
  Budget budget(Settings settings) {
    return settings.budget();
  }

  @Override
  int rounds(Settings settings, int classes) {
    return settings.restarts();
  }

  @Override
  void round(
      Evaluator evaluator, Region region, List<Subject> standing, int number, Settings settings) {
    List<ApgdImage> images =
        standing.parallelStream()
            .map(
                subject ->
                    new ApgdImage(
                        subject,
                        subject.target(0),
                        loss,
                        region,
                        region.randomPoint(subject.clean, subject.random.at(name).at(number), 1),
                        settings.iterations()))
            .toList();
    ApgdRun.run(evaluator, images, settings.iterations());
  }
}
