package org.heredity.attacks.autoattack;

import java.util.List;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;

/**
 * Random search with square changes: a change is retained if it lowers the true class' lead over
 * the others. Uses no gradient, so it finds what masks gradients.
 */
final class Square extends EnsembleMember<Square.Settings> {
  /**
   * What can be set.
   *
   * @param budget norm and epsilon
   * @param queries changes that are tried on an image
   * @param restarts random starts
   */
  record Settings(
      @Inlined Budget budget,
      @Setting(
              value = "changes that are tried on an image",
              byDefault = "5000",
              min = 1,
              max = 1000000,
              strength = true)
          int queries,
      @Setting(
              value = "random starts, each with the images that stand",
              byDefault = "1",
              min = 1,
              max = 1000,
              strength = true)
          int restarts) {}

  @Override
  public String name() {
    return "square";
  }

  @Override
  public String description() {
    return "random search with square changes, without gradients (Andriushchenko et al., ECCV"
        + " 2020)";
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
    return settings.restarts();
  }

  @Override
  void round(
      Evaluator evaluator, Region region, List<Subject> standing, int number, Settings settings) {
    List<SquareImage> left =
        standing.parallelStream()
            .map(
                subject ->
                    new SquareImage(
                        subject,
                        new SquareSearch(
                            region, subject.clean, subject.random.at(name()).at(number))))
            .toList();
    left = tried(evaluator, left);
    for (int i = 0; i < settings.queries() && !left.isEmpty(); i++) {
      int query = i;
      left.parallelStream().forEach(image -> image.propose(query));
      left = tried(evaluator, left);
    }
    left.forEach(SquareImage::giveUp);
  }

  /** Asks for the proposals; the images whose proposal the network still gets right. */
  private static List<SquareImage> tried(Evaluator evaluator, List<SquareImage> images) {
    float[][] logits = evaluator.logits(images.stream().map(SquareImage::proposal).toList());
    for (int n = 0; n < images.size(); n++) {
      images.get(n).judge(logits[n]);
    }
    return images.stream().filter(image -> !image.found()).toList();
  }
}
