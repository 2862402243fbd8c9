package org.heredity.data;

import java.util.Arrays;

/** Which images make up batch 0, 1, 2, ..., and how each is augmented. Thread-safe. */
abstract class BatchSchedule {
  static final long ENDLESS = Long.MAX_VALUE;

  private BatchSchedule() {}

  /** How many batches there are. */
  abstract long count();

  /** Indices into the source of batch {@code ordinal}. */
  abstract int[] indices(long ordinal);

  /** Preprocesses {@code image}, number {@code index} of the source, for batch {@code ordinal}. */
  abstract void preprocess(long ordinal, int index, RgbImage image, float[] out, int offset);

  static BatchSchedule test(int[] indices, Preprocessing preprocessing, int batchSize) {
    return new BatchSchedule() {
      @Override
      long count() {
        return (indices.length + batchSize - 1L) / batchSize;
      }

      @Override
      int[] indices(long ordinal) {
        return part(indices, ordinal, batchSize);
      }

      @Override
      void preprocess(long ordinal, int index, RgbImage image, float[] out, int offset) {
        preprocessing.test(image, out, offset);
      }
    };
  }

  static BatchSchedule train(
      ImageSource source,
      Preprocessing preprocessing,
      int batchSize,
      Randomness randomness,
      int firstEpoch,
      long skipBatches) {
    int perEpoch = Math.toIntExact((source.size() + batchSize - 1L) / batchSize);
    Randomness orders = randomness.at("order");
    Randomness augmentations = randomness.at("augmentation");
    return new BatchSchedule() {
      private long lastEpoch = -1;
      private int[] lastOrder;

      @Override
      long count() {
        return ENDLESS;
      }

      @Override
      int[] indices(long ordinal) {
        return part(order(epoch(ordinal)), (ordinal + skipBatches) % perEpoch, batchSize);
      }

      @Override
      void preprocess(long ordinal, int index, RgbImage image, float[] out, int offset) {
        Randomness ofImage = augmentations.at(epoch(ordinal)).at(source.id(index));
        preprocessing.train(image, ofImage, out, offset);
      }

      private long epoch(long ordinal) {
        return firstEpoch + (ordinal + skipBatches) / perEpoch;
      }

      private synchronized int[] order(long epoch) {
        if (epoch != lastEpoch) {
          lastOrder = orders.at(epoch).permutation(source.size());
          lastEpoch = epoch;
        }
        return lastOrder;
      }
    };
  }

  private static int[] part(int[] order, long batch, int batchSize) {
    int from = Math.toIntExact(batch * batchSize);
    return Arrays.copyOfRange(order, from, (int) Math.min(order.length, (long) from + batchSize));
  }
}
