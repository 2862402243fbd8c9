package org.heredity.reengineering.compact;

import java.util.List;
import org.heredity.compact.CompactNetwork;
import org.heredity.engine.Head;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.GuardedRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link CompactModel} one of two ways: by the {@link CompactNetwork} that is deployed,
 * which leaves out weights that are zero, or by the engine, which does not. Not thread-safe; holds
 * native memory until closed.
 */
public final class CompactInference implements AutoCloseable {
  private final CompactModel model;
  private final Way way;

  /** From images to logits. */
  private interface Way extends AutoCloseable {
    INDArray logits(INDArray images);

    @Override
    void close();
  }

  private CompactInference(CompactModel model, Way way) {
    this.model = model;
    this.way = way;
  }

  /** The way that {@link Speeds} expects to be faster on this machine. */
  public static CompactInference of(CompactModel model) {
    return Speeds.here().skippingWins(model) ? skipping(model) : dense(model);
  }

  /** Leaves out weights that are zero, even where what they would multiply is not finite. */
  public static CompactInference skipping(CompactModel model) {
    return new CompactInference(model, new Skipping(CompactNetwork.of(model.graph())));
  }

  /** On the engine's dense kernels. */
  public static CompactInference dense(CompactModel model) {
    Head head = new Head(model.plan().head(), model.weights());
    return new CompactInference(model, new Dense(runner(model), head));
  }

  private static Runner runner(CompactModel model) {
    Plan plan = model.plan();
    if (!DnnRunner.available()) {
      return plain(model);
    }
    DnnRunner fast =
        new DnnRunner(plan, model.weights(), Mode.INFER, List.of(), List.of(), false)
            .watching(OverflowProof.of(plan, model.weights(), model.imageSize()));
    return new GuardedRunner(fast, () -> plain(model));
  }

  private static Runner plain(CompactModel model) {
    return new Nd4jRunner(model.plan(), model.weights(), Mode.INFER, List.of(), List.of());
  }

  private record Skipping(CompactNetwork network) implements Way {
    @Override
    public INDArray logits(INDArray images) {
      float[] logits = network.logits(Floats.copy(images));
      return Floats.array(logits, images.size(0), network.classes());
    }

    @Override
    public void close() {
      // Is on the heap.
    }
  }

  private record Dense(Runner runner, Head head) implements Way {
    @Override
    public INDArray logits(INDArray images) {
      try (INDArray features = runner.forward(images)) {
        return head.forward(features);
      }
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  /** Names of the convolutions whose zero weights are left out; in order. */
  public List<String> skipping() {
    if (way instanceof Dense) {
      return List.of();
    }
    return model.plan().convolutions().stream()
        .map(Node.Conv::name)
        .filter(name -> CompactNetwork.leavesOutZeros(model.density(name)))
        .toList();
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
    return way.logits(images);
  }

  @Override
  public void close() {
    way.close();
  }
}
