package org.heredity.engine;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in eval mode whose weights do not change: batch norm folded into the convolutions,
 * buffers reused. Batches that would not fit into memory are computed in parts. Images are {@code
 * [N, 3, side, side]}, float, NCHW, normalised. An image's result does not depend on its
 * neighbours. Not thread-safe; holds native memory until closed.
 */
public final class FrozenNetwork implements AttackedNetwork {
  private final NetworkSpec spec;
  private final Plan plan;
  private final StateDict weights;
  private final Head head;
  private final MemoryNeed need;
  private final Scope own = new Scope();
  private final Map<Mode, Runner> runners = new EnumMap<>(Mode.class);

  /** Of the part up to a stage, by mode and stage. */
  private final Map<Part, Runner> parts = new HashMap<>();

  private Runner staged;

  private record Part(Mode mode, int stage) {}

  private FrozenNetwork(NetworkSpec spec, StateDict weights, long allowed) {
    this.spec = spec;
    this.plan = spec.plan();
    this.weights = weights;
    this.head = new Head(plan.head(), weights);
    this.need = MemoryNeed.of(spec, allowed);
  }

  /**
   * Takes the weights; each kind of work is compiled when it is first asked for.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static FrozenNetwork of(NetworkSpec spec, StateDict weights) {
    return of(spec, weights, MemoryNeed.allowed());
  }

  /** With a limit of its own on native memory, in bytes. */
  static FrozenNetwork of(NetworkSpec spec, StateDict weights, long allowed) {
    StateDict fitted = Tensors.fit(spec, weights);
    FrozenNetwork network = new FrozenNetwork(spec, fitted, allowed);
    network.own.own(fitted, weights);
    return network;
  }

  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public int classes() {
    return spec.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    try (INDArray features = features(images)) {
      return head.forward(features);
    }
  }

  @Override
  public INDArray features(INDArray images) {
    return parted(Mode.INFER, Objective.Output.FEATURES).forward(images);
  }

  @Override
  public INDArray outputs(INDArray images, Objective.Output output) {
    return switch (output.kind()) {
      case FEATURES -> features(images);
      case LOGITS -> logits(images);
      case STAGE -> parted(Mode.INFER, output).forward(images);
    };
  }

  private PartedRunner parted(Mode mode, Objective.Output output) {
    return new PartedRunner(runner(mode, output), need, mode, PartedRunner.Preparation.NONE);
  }

  /** Logits of features, {@code [N, classes]}: the head alone; the array is the caller's. */
  public INDArray head(INDArray features) {
    return head.forward(features);
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    return parted(Mode.ATTACK, objective.output()).differentiate(head, images, objective, gradient);
  }

  @Override
  public int gradientBatch(int wanted) {
    return need.gradientBatch(wanted);
  }

  /** An eval-mode forward with batch norm not folded, shown to {@code observer}. */
  public void observe(INDArray images, ConvolutionObserver observer) {
    Runner runner = runner(Mode.OBSERVE);
    runner.forward(images).close();
    for (Node.Conv conv : plan.convolutions()) {
      try (INDArray input = runner.value(conv.input());
          INDArray output = runner.value(conv.name())) {
        observer.observe(conv.name(), input, output);
      }
    }
  }

  /** The output of each stage, first to last, {@code [N, C, H, W]}; the arrays are the caller's. */
  public INDArray[] stages(INDArray images) {
    if (staged == null) {
      staged = Runners.create(spec, weights, Mode.INFER, List.of(), true);
    }
    staged.forward(images).close();
    return spec.architecture().stages().stream().map(staged::value).toArray(INDArray[]::new);
  }

  /** Bytes of native memory held now. */
  public long bytes() {
    long sum =
        Stream.of(runners, parts)
            .flatMap(some -> some.values().stream())
            .mapToLong(Runner::bytes)
            .sum();
    return staged == null ? sum : sum + staged.bytes();
  }

  private Runner runner(Mode mode) {
    return runners.computeIfAbsent(mode, m -> Runners.create(spec, weights, m, List.of(), false));
  }

  private Runner runner(Mode mode, Objective.Output output) {
    if (output.kind() != Objective.Output.Kind.STAGE) {
      return runner(mode);
    }
    return parts.computeIfAbsent(
        new Part(mode, output.stage()),
        part -> {
          String end = spec.architecture().stages().get(output.stage());
          return Runners.create(plan.upTo(end), spec, weights, mode);
        });
  }

  @Override
  public void close() {
    runners.values().forEach(Runner::close);
    runners.clear();
    parts.values().forEach(Runner::close);
    parts.clear();
    if (staged != null) {
      staged.close();
      staged = null;
    }
    own.close();
  }
}
