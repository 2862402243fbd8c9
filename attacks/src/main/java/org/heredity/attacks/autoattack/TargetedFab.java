package org.heredity.attacks.autoattack;

import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Inlined;

/**
 * FAB towards one wrong class after the other. It looks for the nearest adversarial, wherever that
 * is; here it is done with an image once there is one within epsilon, and leaves the image clean
 * where there is none. Of several starts for a class the first is the clean image.
 */
final class TargetedFab extends EnsembleMember<TargetedFab.Settings> {
  /**
   * What can be set.
   *
   * @param budget norm and epsilon
   * @param search classes, steps and starts
   */
  record Settings(@Inlined Budget budget, @Inlined Targets search) {}

  @Override
  public String name() {
    return "fab-t";
  }

  @Override
  public String description() {
    return "the fast adaptive boundary attack towards each of some classes (Croce and Hein, ICML"
        + " 2020)";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ThreatModel threatModel(Settings settings, Protocol protocol) {
    return super.threatModel(settings, protocol).withRandomStart(false);
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
    Targets search = settings.search();
    List<FabImage> left =
        standing.parallelStream()
            .map(
                subject ->
                    new FabImage(
                        subject,
                        subject.target(search.target(number)),
                        region,
                        start(region, subject, number, search)))
            .toList();
    for (int i = 0; i < search.iterations() && !left.isEmpty(); i++) {
      evaluator.differentiate(left);
      left.parallelStream().forEach(FabImage::move);
      float[][] logits = evaluator.logits(left.stream().map(FabImage::image).toList());
      for (int n = 0; n < left.size(); n++) {
        left.get(n).look(logits[n]);
      }
      left = left.stream().filter(image -> !image.found()).toList();
    }
  }

  private float[] start(Region region, Subject subject, int number, Targets search) {
    return number % search.restarts() == 0
        ? region.centre(subject.clean)
        : region.randomPoint(subject.clean, subject.random.at(name()).at(number), 0.5);
  }
}
