package org.heredity.pipeline.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;

/**
 * A grid of cells: one teacher, and every target with every method, seed and attack.
 *
 * @param name as reports show it; letters, digits, {@code . _ -}
 * @param protocol how to measure
 * @param teacher what is reused
 * @param targets at least one
 * @param methods at least one
 * @param attacks at least one
 * @param seeds of the students, at least one, all different
 * @param trainingScale factor on the published number of training steps, over 0
 * @param batchSize images in a training batch
 * @param setSeed seed of everything that students share: adversarial sets, noise, splits, heads
 *     that attacks and shared stages need
 * @param galleryImages images of each target and attack that the gallery shows
 */
public record SuiteConfig(
    String name,
    Protocol protocol,
    TeacherConfig teacher,
    List<TargetConfig> targets,
    List<MethodConfig> methods,
    List<AttackConfig> attacks,
    List<Long> seeds,
    double trainingScale,
    int batchSize,
    long setSeed,
    int galleryImages) {
  /** The papers' batch. */
  public static final int BATCH_SIZE = 64;

  /** What the gallery shows if the user says nothing. */
  public static final int GALLERY_IMAGES = 6;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  public SuiteConfig {
    requireName("suite", name);
    targets = some("targets", targets, TargetConfig::name);
    methods = some("methods", methods, MethodConfig::label);
    attacks = some("attacks", attacks, AttackConfig::label);
    seeds = some("seeds", seeds, seed -> seed);
    if (!(trainingScale > 0) || trainingScale > 1000) {
      throw new UsageException(
          "training-scale must be over 0 and at most 1000, got " + trainingScale);
    }
    if (batchSize < 2 || batchSize > 65_536) {
      throw new UsageException("batch-size must be 2 to 65536, got " + batchSize);
    }
    if (galleryImages < 0 || galleryImages > 100) {
      throw new UsageException("gallery-images must be 0 to 100, got " + galleryImages);
    }
  }

  /** The number of students: targets times methods times seeds. */
  public int students() {
    return targets.size() * methods.size() * seeds.size();
  }

  static void requireName(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new UsageException(
          "the name of a "
              + what
              + " is at most 80 letters, digits, '.', '_' and '-', and starts with a letter or a"
              + " digit; got '"
              + name
              + "'");
    }
  }

  private static <T> List<T> some(String what, List<T> list, Function<T, Object> key) {
    if (list == null || list.isEmpty()) {
      throw new UsageException("a suite needs at least one of " + what);
    }
    Set<Object> seen = new HashSet<>();
    for (T item : list) {
      if (!seen.add(key.apply(item))) {
        throw new UsageException(
            what + " has '" + key.apply(item) + "' twice; give each its own name");
      }
    }
    return List.copyOf(list);
  }
}
