package org.heredity.api.train;

import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;

/**
 * The images that a stage learns from, and how they are put into batches. Immutable.
 *
 * <p>If an epoch's last batch were a single image it is left out: in train mode batch norm needs
 * more than one value for a variance. The order changes every epoch, so another image is left out
 * each time.
 *
 * @param source the images; at least 2
 * @param preprocessing of them, augmented
 * @param batchSize images in a batch, at least 2
 * @param randomness of their order and augmentation
 */
public record TrainingImages(
    ImageSource source, Preprocessing preprocessing, int batchSize, Randomness randomness) {
  /**
   * Checks the sizes.
   *
   * @param source the images
   * @param preprocessing of them, augmented
   * @param batchSize images in a batch, at least 2
   * @param randomness of their order and augmentation
   * @throws IllegalArgumentException if a batch has fewer than 2 images
   * @throws DataException if there are fewer than 2 images
   */
  public TrainingImages {
    if (batchSize < 2) {
      throw new IllegalArgumentException("a batch needs at least 2 images, got " + batchSize);
    }
    if (source.size() < 2) {
      throw new DataException(
          "training needs at least 2 images, there are "
              + source.size()
              + "; use a larger dataset, or hold out less");
    }
  }

  /**
   * Steps in an epoch.
   *
   * @return at least 1; a last batch of a single image does not count
   */
  public int stepsPerEpoch() {
    int full = source.size() / batchSize;
    return source.size() % batchSize > 1 ? full + 1 : full;
  }

  /** Endless batches, starting at step {@code step}; batches of a single image are among them. */
  Batches from(int step) {
    int perEpoch = stepsPerEpoch();
    return Batches.train(
        source, preprocessing, batchSize, randomness, step / perEpoch, step % perEpoch);
  }
}
