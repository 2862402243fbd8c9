package org.heredity.api.train;

import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;

/**
 * The images that a stage learns from, and how they come in batches.
 *
 * <p>Where an epoch's last batch would be a single image it is left out: train-mode batch norm has
 * no variance of one value. As the order changes every epoch it is another image every time.
 *
 * @param source the images; at least 2
 * @param preprocessing of them, augmented
 * @param batchSize images in a batch, at least 2
 * @param randomness of their order and augmentation
 */
public record TrainingImages(
    ImageSource source, Preprocessing preprocessing, int batchSize, Randomness randomness) {
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

  /** Steps in an epoch. */
  public int stepsPerEpoch() {
    int full = source.size() / batchSize;
    return source.size() % batchSize > 1 ? full + 1 : full;
  }

  /** Batches without end, from step {@code step} on; single images are among them. */
  Batches from(int step) {
    int perEpoch = stepsPerEpoch();
    return Batches.train(
        source, preprocessing, batchSize, randomness, step / perEpoch, step % perEpoch);
  }
}
