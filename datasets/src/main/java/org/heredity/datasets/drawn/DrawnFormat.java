package org.heredity.datasets.drawn;

import java.nio.file.Path;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;

/**
 * {@link DrawnImages} in the sizes that {@code quickstart} uses, under the names {@code
 * drawn-source} and {@code drawn-target}. The seed is the request's; a path is not needed.
 */
public final class DrawnFormat implements DatasetFormat {
  private static final int SOURCE_TRAIN = 500;
  private static final int SOURCE_TEST = 50;
  private static final int TARGET_TRAIN = 40;
  private static final int TARGET_TEST = 40;

  private final boolean source;

  private DrawnFormat(boolean source) {
    this.source = source;
  }

  /** The problem that a teacher learns. */
  public static DrawnFormat source() {
    return new DrawnFormat(true);
  }

  /** The problem that a teacher is reused for. */
  public static DrawnFormat target() {
    return new DrawnFormat(false);
  }

  @Override
  public String name() {
    return source ? "drawn-source" : "drawn-target";
  }

  @Override
  public DatasetFacts facts() {
    int classes = source ? DrawnImages.sourceClasses() : DrawnImages.targetClasses();
    return new DatasetFacts(
        "figures of some shape and texture that the program draws, "
            + (source ? "for a teacher" : "other shapes, to reuse that teacher for"),
        classes,
        classes * (source ? SOURCE_TRAIN : TARGET_TRAIN),
        classes * (source ? SOURCE_TEST : TARGET_TEST),
        "none needed",
        "drawn by Heredity");
  }

  /** False: nothing on disk is in this format. */
  @Override
  public boolean recognises(Path path) {
    return false;
  }

  @Override
  public boolean madeByProgram() {
    return true;
  }

  @Override
  public Dataset open(DatasetRequest request) {
    Dataset dataset =
        source
            ? DrawnImages.source(request.seed(), DrawnImages.SIDE, SOURCE_TRAIN, SOURCE_TEST)
            : DrawnImages.target(request.seed(), DrawnImages.SIDE, TARGET_TRAIN, TARGET_TEST);
    return new Dataset(
        request.name(),
        dataset.classes(),
        dataset.train(),
        dataset.test(),
        dataset.digest(),
        dataset.notes());
  }
}
