package org.heredity.attacks.transfer;

import java.util.List;

/**
 * A drawn change of one image, {@code x -> A x + b}, and the transpose of {@code A}, which leads
 * the changed image's gradient back. Images are {@code [3, side, side]}, in units in which black is
 * 0. Immutable and thread-safe.
 */
interface Change {
  /** Changes {@code image} in place. */
  void apply(float[] image);

  /** Replaces the gradient at the changed image by the one at the image, in place. */
  void transpose(float[] gradient);

  /** One change after the other. */
  static Change inOrder(List<Change> changes) {
    return new Change() {
      @Override
      public void apply(float[] image) {
        changes.forEach(change -> change.apply(image));
      }

      @Override
      public void transpose(float[] gradient) {
        for (int i = changes.size() - 1; i >= 0; i--) {
          changes.get(i).transpose(gradient);
        }
      }
    };
  }
}
