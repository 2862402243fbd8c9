package org.heredity.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Native memory that a network needs, known before any of it is taken: an upper bound of what
 * becomes resident beside heap and libraries, and for the published networks at most one and a half
 * times as much, which tests hold.
 */
public final class MemoryNeed {
  private static final long FLOAT = Float.BYTES;

  /** What a Winograd convolution works on at a time. */
  private static final long SCRATCH = 8L << 20;

  /** Pixels of a batch beyond which more at a time take more memory and no less time. */
  private static final int ENOUGH_PIXELS = 256 * 64 * 64;

  private static final int LEAST_BATCH = 8;

  /** Machine code, descriptors and small tables of one pass of a node, as measured. */
  private static final long COMPILED = 24 << 10;

  private final NetworkSpec spec;
  private final Plan plan;
  private final Map<String, int[]> shapes;
  private final long allowed;

  private MemoryNeed(NetworkSpec spec, long allowed) {
    this.spec = spec;
    this.plan = spec.plan();
    this.allowed = allowed;
    this.shapes = plan.shapes(spec.imageSize());
  }

  /** Of networks of this kind. */
  public static MemoryNeed of(NetworkSpec spec) {
    return of(spec, allowed());
  }

  static MemoryNeed of(NetworkSpec spec, long allowed) {
    return new MemoryNeed(spec, allowed);
  }

  /** Bytes that this process may hold in native memory; {@code Long.MAX_VALUE} without a limit. */
  public static long allowed() {
    long limit = Pointer.maxBytes();
    return limit <= 0 ? Long.MAX_VALUE : limit;
  }

  /** Bytes that this process may hold in all; {@code Long.MAX_VALUE} without a limit. */
  public static long allowedInAll() {
    long limit = Pointer.maxPhysicalBytes();
    return limit <= 0 ? Long.MAX_VALUE : limit;
  }

  /** Bytes of a batch's values and gradients and of the weights with what belongs to them. */
  public long bytes(Mode mode, int batch) {
    return fixed(mode, batch) + batch * perImage(mode);
  }

  /**
   * The largest batch, {@code wanted} at most, that fits into half of what is allowed: the other
   * half is for what the caller holds. At least 1.
   */
  public int batch(Mode mode, int wanted) {
    long left = allowed / 2 - fixed(mode, wanted);
    long images = Math.max(1, left / Math.max(1, perImage(mode)));
    return (int) Math.min(wanted, images);
  }

  /** As {@link AttackedNetwork#gradientBatch}. */
  public int gradientBatch(int wanted) {
    int side = spec.imageSize();
    int enough = Math.max(LEAST_BATCH, ENOUGH_PIXELS / (side * side));
    return batch(Mode.ATTACK, Math.min(wanted, enough));
  }

  /**
   * Why a batch cannot be computed, and what to do; empty if it can.
   *
   * @param option what the user can change to make the batch smaller
   */
  public Optional<String> refusal(Mode mode, int batch, String option) {
    long need = bytes(mode, batch);
    if (need <= allowed) {
      return Optional.empty();
    }
    return Optional.of(
        "option '"
            + option
            + "': "
            + spec.architecture().name()
            + " at "
            + spec.imageSize()
            + " px with "
            + batch
            + " images a batch needs up to "
            + megabytes(need)
            + " MB of memory for tensors, but "
            + megabytes(allowed)
            + " MB are allowed; take a smaller batch, or allow more with HEREDITY_NATIVE");
  }

  /** In units of a million, rounded up. */
  public static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }

  /** What does not grow with every image. */
  private long fixed(Mode mode, int batch) {
    long passes = (mode.gradients() ? 2L : 1L) * plan.nodes().size();
    int programs = DnnRunner.available() ? DnnRunner.programs(plan, mode, batch) : 1;
    return weights(mode) + passes * programs * COMPILED + 2 * SCRATCH;
  }

  private long weights(Mode mode) {
    long all = 0;
    long scratch = 0;
    boolean dnn = DnnRunner.available();
    Set<String> folded = Folding.folded(plan).keySet();
    for (Node.Conv c : plan.nodes(Node.Conv.class)) {
      long one = FLOAT * c.weights();
      double transformed = dnn ? DnnRunner.transformedWeights(c, shapes.get(c.name())[1], mode) : 0;
      // The network's own copy, the folded one, and the runner's in one or two layouts.
      double copies = 4 + transformed;
      if (mode == Mode.INFER && !folded.contains(c.name())) {
        copies--;
      }
      if (mode.weightGradients()) {
        // Gradient; momentum, or original, mask and Adam's two moments.
        copies += mode == Mode.MASK ? 5 : 2;
        scratch = Math.max(scratch, Math.round(transformed * one));
      }
      all += Math.round(copies * one);
    }
    return all + scratch;
  }

  private long perImage(Mode mode) {
    long retained = 0;
    long live = 0;
    long peak = 0;
    long largest = size(Plan.INPUT);
    Map<String, Integer> left = new HashMap<>(plan.consumers());
    Set<String> held = new HashSet<>();
    InPlace inPlace = new InPlace(plan, shapes, mode);
    for (Node node : plan.nodes()) {
      long size = size(node.name());
      largest = Math.max(largest, size);
      if (node.accept(inPlace) && held.remove(node.inputs().get(0))) {
        held.add(node.name());
        continue;
      }
      retained += size + copied(node, mode);
      live += size;
      held.add(node.name());
      peak = Math.max(peak, live);
      for (String input : node.inputs()) {
        if (left.merge(input, -1, Integer::sum) == 0 && held.remove(input)) {
          live -= size(input);
        }
      }
    }
    long images = 3 * size(Plan.INPUT);
    // Beside what lives at a time: copies in other layouts, and blocks that are larger than what
    // lives in them; with gradients, those of the values that are worked on.
    return switch (mode) {
      case INFER -> images + peak + largest;
      case OBSERVE -> images + retained + retained / 4;
      case ATTACK -> images + retained + 3 * (largest + joined());
      case MASK -> images + retained + 4 * largest + 3 * joined();
      case TRAIN -> images + retained + retained / 4 + 5 * largest + 3 * joined();
    };
  }

  /**
   * Bytes of the largest results of concatenations, one of each size of image. All of their inputs'
   * gradients are open at once, and the memory of those of small images, which come first on the
   * way back, cannot serve the larger ones.
   */
  private long joined() {
    Map<List<Integer>, Long> largest = new HashMap<>();
    for (Concat node : plan.nodes(Concat.class)) {
      int[] shape = shapes.get(node.name());
      largest.merge(List.of(shape[1], shape[2]), size(node.name()), Math::max);
    }
    return largest.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Bytes of the copies that are kept beside a result: some operations know one layout alone, and
   * what follows them another.
   */
  private long copied(Node node, Mode mode) {
    boolean oneLayout =
        node.as(LayerNorm.class).isPresent() || node.as(LayerScale.class).isPresent();
    return oneLayout ? size(node.name()) * (mode.weightGradients() ? 2 : 1) : 0;
  }

  private long size(String node) {
    int[] shape = shapes.get(node);
    return FLOAT * shape[0] * shape[1] * shape[2];
  }
}
