package org.heredity.attacks.autoattack;

import java.util.List;
import org.heredity.api.config.Inlined;

/** APGD towards one wrong class after the other, on the targeted DLR loss. */
final class TargetedApgd extends EnsembleMember<TargetedApgd.Settings> {
  /**
   * What can be set.
   *
   * @param budget norm and epsilon
   * @param search classes, steps and starts
   */
  record Settings(@Inlined Budget budget, @Inlined Targets search) {}

  @Override
  public String name() {
    return "apgd-t";
  }

  @Override
  public String description() {
    return "PGD whose step size adapts, towards each of some classes on the targeted difference of"
        + " logits ratio (Croce and Hein, ICML 2020)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  Budget budget(Settings settings) {
    return settings.budget();
  }

  @Override
  int rounds(Settings settings, int classes) {
    return settings.search().rounds(classes);
  }

  @Override
  void round(
      Evaluator evaluator, Region region, List<Subject> standing, int number, Settings settings) {
    int iterations = settings.search().iterations();
    List<ApgdImage> images =
        standing.parallelStream()
            .map(
                subject ->
                    new ApgdImage(
                        subject,
                        subject.target(settings.search().target(number)),
                        LogitLoss.TARGETED_DLR,
                        region,
                        region.randomPoint(subject.clean, subject.random.at(name()).at(number), 1),
                        iterations))
            .toList();
    ApgdRun.run(evaluator, images, iterations);
  }
}
