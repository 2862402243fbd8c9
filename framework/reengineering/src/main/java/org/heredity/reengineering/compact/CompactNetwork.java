package org.heredity.reengineering.compact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Head;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.ConvolutionKernel;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.GuardedRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link CompactModel}. Not thread-safe; holds native memory until closed. */
public final class CompactNetwork implements AutoCloseable {
  private static final int WARM_UP = 3;
  private static final int LEAST_RUNS = 6;
  private static final int MOST_RUNS = 40;
  private static final long ENOUGH = 200_000_000;

  private final CompactModel model;
  private final Runner runner;
  private final Head head;

  private CompactNetwork(CompactModel model, Runner runner) {
    this.model = model;
    this.runner = runner;
    this.head = new Head(model.plan().head(), model.weights());
  }

  /**
   * A network without the channels that its zero weights made useless; see {@link Compaction}.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static CompactModel compact(NetworkSpec spec, StateDict weights) {
    Plan plan = spec.plan();
    return Compaction.of(plan, spec.fit(weights), spec.imageSize());
  }

  /** On dense kernels. */
  public static CompactNetwork of(CompactModel model) {
    return of(model, Set.of());
  }

  /**
   * With some convolutions on kernels that skip weights that are zero; on processors alone.
   *
   * @param sparse names of those convolutions
   */
  public static CompactNetwork of(CompactModel model, Set<String> sparse) {
    Plan plan = model.plan();
    Map<String, ConvolutionKernel.Factory> kernels =
        sparse.stream().collect(Collectors.toMap(name -> name, name -> SparseKernel::new));
    Supplier<Runner> plain =
        () -> new Nd4jRunner(plan, model.weights(), Mode.INFER, List.of(), List.of());
    if (!DnnRunner.available()) {
      return new CompactNetwork(model, plain.get());
    }
    DnnRunner fast =
        new DnnRunner(plan, model.weights(), kernels)
            .watching(OverflowProof.of(plan, model.weights(), model.imageSize()));
    return new CompactNetwork(model, new GuardedRunner(fast, plain));
  }

  /**
   * Measures which convolutions are faster on this machine, now, on kernels that skip weights that
   * are zero. Takes some dozens of times as long as a batch does, and at least a second or two.
   *
   * @param images a batch of the size that will be used
   * @return what to give {@link #of(CompactModel, Set)}, in order of their names; empty if dense
   *     kernels are the fastest
   */
  public static Set<String> sparseWhereFaster(CompactModel model, INDArray images) {
    if (!DnnRunner.available()) {
      return Set.of();
    }
    Map<String, Double> densities = KernelChoice.densities(model);
    for (int i = 0; i < WARM_UP; i++) {
      // Until they are compiled the sparse kernels, which are in Java, are not what they will be.
      seconds(model, densities.keySet(), images);
    }
    return new KernelChoice(sparse -> seconds(model, sparse, images)).among(densities);
  }

  /** The least of some runs, which other work on the machine disturbs the least. */
  private static double seconds(CompactModel model, Set<String> sparse, INDArray images) {
    double least = Double.POSITIVE_INFINITY;
    try (CompactNetwork network = of(model, sparse)) {
      long begin = System.nanoTime();
      for (int run = 0; run < MOST_RUNS; run++) {
        long start = System.nanoTime();
        network.logits(images).close();
        long end = System.nanoTime();
        least = run < WARM_UP ? least : Math.min(least, (end - start) / 1e9);
        if (run >= LEAST_RUNS && end - begin > ENOUGH) {
          break;
        }
      }
    }
    return least;
  }

  /**
   * Logits, {@code [N, classes]}; the array is the caller's.
   *
   * @param images {@code [N, 3, side, side]}, normalised, of the model's image size
   * @throws IllegalArgumentException if they are of another size
   */
  public INDArray logits(INDArray images) {
    if (images.size(2) != model.imageSize() || images.size(3) != model.imageSize()) {
      throw new IllegalArgumentException(
          "the compact network is made for images of "
              + model.imageSize()
              + " pixels, got "
              + images.size(2)
              + " x "
              + images.size(3));
    }
    try (INDArray features = runner.forward(images)) {
      return head.forward(features);
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
