package org.heredity.compact;

import java.util.List;

/** A convolution with what follows it: maps, a sum, a rectification. */
final class ConvolutionStep implements Step {
  /** More pieces than there are threads, so that a thread that is held up holds up little. */
  private static final int PIECES = 16;

  /** Multiplications below which other threads are not worth to be woken. */
  private static final long LITTLE = 1 << 18;

  private final Kernel kernel;
  private final Weights weights;
  private final Value source;
  private final Value target;
  private final Value summand;
  private final boolean relu;
  private final List<int[]> places;

  /** Groups of outputs, where there are fewer runs than pieces. */
  private final int groups;

  private final int pieces;

  /**
   * Its weights in the one form or the other.
   *
   * @param sparse null if they are dense
   * @param dense null if they are sparse
   */
  record Weights(SparseTerms sparse, DenseTerms dense) {
    int number() {
      return sparse == null ? dense.weights().length : sparse.weights().length;
    }
  }

  /**
   * Prepares the step.
   *
   * @param summand null if nothing is added
   */
  ConvolutionStep(
      Kernel kernel,
      Weights weights,
      Value source,
      Value target,
      Value summand,
      boolean relu,
      List<int[]> places) {
    this.kernel = kernel;
    this.weights = weights;
    this.source = source;
    this.target = target;
    this.summand = summand;
    this.relu = relu;
    this.places = places;
    long work = (long) weights.number() * target.layout().side() * target.layout().width();
    this.groups =
        work < LITTLE ? 1 : Math.min(fours(), (PIECES + places.size() - 1) / places.size());
    this.pieces = work < LITTLE ? 1 : Math.min(PIECES, places.size()) * groups;
  }

  private int fours() {
    int together = DenseTerms.TOGETHER;
    return (target.layout().channels() + together - 1) / together;
  }

  @Override
  public int pieces() {
    return pieces;
  }

  /**
   * Some outputs of some runs; all outputs of a run follow each other, since they read the same.
   */
  @Override
  public void run(float[][] memory, int piece) {
    int shares = pieces / groups;
    int share = piece / groups;
    int group = piece % groups;
    int outputs = target.layout().channels();
    int from = part(fours(), group, groups) * DenseTerms.TOGETHER;
    int to = Math.min(outputs, part(fours(), group + 1, groups) * DenseTerms.TOGETHER);
    int last = part(places.size(), share + 1, shares);
    for (int p = part(places.size(), share, shares); p < last; p++) {
      run(memory, places.get(p), from, to);
    }
  }

  private static int part(int all, int number, int parts) {
    return (int) ((long) all * number / parts);
  }

  private void run(float[][] memory, int[] place, int fromOutput, int toOutput) {
    Kernel.Span span =
        new Kernel.Span(
            source.in(memory),
            place[0],
            target.in(memory),
            place[1],
            target.layout().plane(),
            summand == null ? null : summand.in(memory),
            place[2],
            summand == null ? 0 : summand.layout().plane(),
            place[3],
            relu);
    if (weights.sparse() == null) {
      kernel.dense(weights.dense(), span, fromOutput, toOutput);
    } else {
      kernel.sparse(weights.sparse(), span, fromOutput, toOutput);
    }
  }
}
