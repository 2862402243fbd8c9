package org.heredity.engine.onednn;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heredity.engine.plan.OverflowProof;

/**
 * Looks at values while a program runs, so that the proof holds that none overflows, and finds the
 * images for which it does not. Not thread-safe.
 */
final class Watch {
  /** Values that one thread looks at. */
  private static final int SHARE = 1 << 15;

  private static final Magnitudes IMAGES = new Magnitudes(OverflowProof.IMAGES);
  private static final Magnitudes VALUES = new Magnitudes(OverflowProof.VALUES);

  private final OverflowProof proof;
  private final boolean[] doubtful;

  /**
   * For a program.
   *
   * @param proof of its network; null if nobody wants to know
   */
  Watch(OverflowProof proof, int batch) {
    this.proof = proof;
    this.doubtful = new boolean[batch];
  }

  /** Begins with a batch. */
  void images(Tensor images) {
    if (proof != null) {
      Arrays.fill(doubtful, !proof.holds());
      look(images, IMAGES);
    }
  }

  /** What looks at a result while it is there, if it is one to look at. */
  Optional<Runnable> step(String value, Tensor tensor) {
    return proof != null && proof.checkpoints().contains(value)
        ? Optional.of(() -> look(tensor, VALUES))
        : Optional.empty();
  }

  /** The images of the last batch, counted from 0, in which something may have overflowed. */
  int[] doubtful() {
    return IntStream.range(0, doubtful.length).filter(n -> doubtful[n]).toArray();
  }

  private void look(Tensor tensor, Magnitudes limit) {
    IntBuffer bits = tensor.bits();
    // In all layouts, which may pad channels by zeros, image follows image.
    int each = bits.remaining() / doubtful.length;
    int shares = (each + SHARE - 1) / SHARE;
    IntStream all = IntStream.range(0, doubtful.length * shares);
    (bits.remaining() > SHARE ? all.parallel() : all)
        .filter(
            share -> {
              int from = share % shares * SHARE;
              int length = Math.min(SHARE, each - from);
              return limit.exceed(bits, share / shares * each + from, length);
            })
        .forEach(share -> doubtful[share / shares] = true);
  }
}
