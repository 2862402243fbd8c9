package org.heredity.api.method;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.heredity.api.Protocol;

/**
 * What a paper published of its students, and what it ran to get there: a suite's students of the
 * same kind are shown beside it. A plug-in that knows some adds them to Guice's set of this type
 * ({@link com.google.inject.multibindings.Multibinder}); a method of which nobody published
 * anything needs none. Immutable and thread-safe.
 *
 * @param source paper, venue, year, and the table or figure, in words
 * @param protocol that the paper followed
 * @param teacher what was reused
 * @param method what made the students
 * @param attack what made the adversarial images
 * @param targets the datasets, by the names of their formats: one, or those the figures are means
 *     over
 * @param acc share of the clean test images classified correctly, 0 to 1; NaN if not published
 * @param dir defect inheritance rate, 0 to 1; NaN if not published
 * @param remark what to know before comparing, one sentence; may be empty
 */
public record PublishedRun(
    String source,
    Protocol protocol,
    Pretrained teacher,
    Configured method,
    Configured attack,
    List<String> targets,
    double acc,
    double dir,
    String remark) {

  /**
   * A teacher that anybody can get.
   *
   * @param architecture its name in suites
   * @param imageSize side of the square input, in pixels
   * @param files how the SHA-256 of its file begins, at least 8 hexadecimal digits in lower case;
   *     several where the same weights were published in several files
   */
  public record Pretrained(String architecture, int imageSize, List<String> files) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8,64}");

    /**
     * Copies the list.
     *
     * @param architecture its name in suites
     * @param imageSize side of the square input, in pixels
     * @param files how the SHA-256 of its file begins
     * @throws IllegalArgumentException if it has no file, or no such digest
     */
    public Pretrained {
      files = List.copyOf(files);
      require(!architecture.isBlank(), "a teacher has an architecture");
      require(imageSize > 0, "a teacher's images have a size over 0, got " + imageSize);
      require(
          !files.isEmpty() && files.stream().allMatch(file -> DIGEST.matcher(file).matches()),
          "a teacher's files have digests of 8 to 64 digits, got " + files);
    }

    /**
     * Whether a file holds this teacher.
     *
     * @param sha256 of the file, 64 hexadecimal digits in lower case
     * @return whether it is one of its files
     */
    public boolean isIn(String sha256) {
      return files.stream().anyMatch(sha256::startsWith);
    }
  }

  /**
   * A method or an attack as a suite would write it.
   *
   * @param name its registered name
   * @param settings by name in kebab case, for a method under {@code preset} those of a preset;
   *     what is not named has its default
   */
  public record Configured(String name, Map<String, Object> settings) {
    /**
     * Copies the settings.
     *
     * @param name its registered name
     * @param settings by name in kebab case
     * @throws IllegalArgumentException if the name is empty
     */
    public Configured {
      settings = Map.copyOf(settings);
      require(!name.isBlank(), "a method or an attack has a name");
    }
  }

  /**
   * Copies the list.
   *
   * @param source paper, venue, year, and the table or figure, in words
   * @param protocol that the paper followed
   * @param teacher what was reused
   * @param method what made the students
   * @param attack what made the adversarial images
   * @param targets one dataset, or those the figures are means over
   * @param acc share of the clean test images classified correctly
   * @param dir defect inheritance rate
   * @param remark what to know before comparing, one sentence; may be empty
   * @throws IllegalArgumentException if it has no source, target or figure, a target twice, or a
   *     figure that is no share
   */
  public PublishedRun {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(remark, "remark");
    targets = List.copyOf(targets);
    require(!source.isBlank(), "a published figure has a source");
    String of = source + ", " + method.name() + " on " + targets + ": ";
    require(!targets.isEmpty(), of + "a target is missing");
    require(targets.stream().distinct().count() == targets.size(), of + "a target is there twice");
    require(!Double.isNaN(acc) || !Double.isNaN(dir), of + "neither ACC nor DIR");
    for (double share : new double[] {acc, dir}) {
      require(Double.isNaN(share) || share >= 0 && share <= 1, of + share + " is not in [0, 1]");
    }
  }

  private static void require(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }
}
