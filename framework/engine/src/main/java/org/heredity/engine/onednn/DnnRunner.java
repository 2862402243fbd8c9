package org.heredity.engine.onednn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.Sgd;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a plan on oneDNN, in the layouts that it prefers from the first convolution to the last. The
 * programs for the two batch sizes used last are retained: a data set's full batches and its last
 * one.
 */
public final class DnnRunner implements Runner {
  private static final int COMPILED = 2;

  private final Dnn dnn = new Dnn();
  private final Plan plan;
  private final Mode mode;
  private Scope own = new Scope();
  private final WeightBank bank;
  private final StageSteps stages;
  private final Map<String, Tensor> momenta = new LinkedHashMap<>();

  /** Buffers to continue with, until the layouts are known. */
  private final Map<String, INDArray> restored = new HashMap<>();

  private final Arena momentumArena = new Arena();
  private final LinkedHashMap<Long, Program> programs = new LinkedHashMap<>(4, 0.75f, true);
  private Program current;
  private DnnMasks masks;
  private OverflowProof proof;

  /**
   * Compiles nothing yet: a program belongs to a batch size.
   *
   * @param plan folded if {@code mode} says so
   * @param weights what the plan needs; copied when the first batch is there, but for large linear
   *     layers' where the mode changes none, which stay in use
   * @param stages values that end a stage
   * @param hooks called in {@link Mode#TRAIN}
   * @param keepStages whether {@link #value} will be asked for the stages
   */
  public DnnRunner(
      Plan plan,
      StateDict weights,
      Mode mode,
      List<String> stages,
      List<StageHook> hooks,
      boolean keepStages) {
    this.plan = plan;
    this.mode = mode;
    this.bank = new WeightBank(dnn, plan, weights, !mode.weightGradients());
    this.stages = new StageSteps(dnn, stages, hooks, keepStages);
  }

  /** Closes {@code weights} when those that were given are no longer needed; gives this back. */
  public DnnRunner owning(Scope weights) {
    own = weights;
    return this;
  }

  /**
   * Masks biases, too, in {@link Mode#MASK}; before the first batch.
   *
   * @param parts by name of the bias what of it is the convolution's own ({@link
   *     org.heredity.engine.plan.Folding#biases})
   * @return this
   */
  public DnnRunner masking(Map<String, float[]> parts) {
    for (ConvWeights w : bank.trainable()) {
      w.maskedBias = parts.get(w.conv.name() + ".bias");
    }
    return this;
  }

  /**
   * Watches, in eval mode, for images that a proof does not hold for, which are then {@link
   * #doubtful}; before the first batch.
   *
   * @param proved of the network
   * @return this
   */
  public DnnRunner watching(OverflowProof proved) {
    proof = proved;
    return this;
  }

  /** Whether ND4J computes on this processor and oneDNN's library can be loaded. */
  public static boolean available() {
    if (!Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")) {
      return false;
    }
    try {
      Loader.load(org.bytedeco.dnnl.global.dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /**
   * Values that a runner holds for each weight of a convolution, beside the weight, because it
   * multiplies with the weights in another form; 0 where it does not.
   *
   * @param side of the images that are convolved
   */
  public static double transformedWeights(Node.Conv conv, int side, Mode mode) {
    return Lowering.of(conv, side, mode).transformedWeights(side);
  }

  /** Programs at most that a runner compiles for a batch, each for some of its images. */
  public static int programs(Plan plan, Mode mode, int batch) {
    return SplitProgram.suits(plan, mode, batch) ? SplitProgram.lanes(batch) : 1;
  }

  /**
   * Whether a runner computes an activation with the convolution whose result it alone takes, so
   * that both have one result.
   *
   * @param side of the convolution's result
   */
  public static boolean joins(Node.Conv conv, int side, Activation activation, Mode mode) {
    return Lowering.of(conv, side, mode) == Lowering.DIRECT && Eltwise.of(activation).joins(mode);
  }

  @Override
  public INDArray forward(INDArray images) {
    current = program((int) images.size(0), (int) images.size(2));
    return current.forward(images);
  }

  private Program program(int batch, int side) {
    long key = ((long) side << 32) | batch;
    Program program = programs.get(key);
    if (program == null) {
      if (programs.size() == COMPILED) {
        programs.remove(programs.keySet().iterator().next()).close();
      }
      program = compiled(batch, side);
      programs.put(key, program);
      if (!bank.borrows()) {
        own.close();
      }
      if (mode == Mode.MASK && masks == null) {
        masks = new DnnMasks(bank.trainable());
      }
    }
    return program;
  }

  private Program compiled(int batch, int side) {
    if (stages.none() && SplitProgram.suits(plan, mode, batch)) {
      return new SplitProgram(
          dnn, bank, mode, batch, (lane, weights, images) -> compiled(lane, weights, images, side));
    }
    return compiled(dnn, bank, batch, side);
  }

  private DnnProgram compiled(Dnn on, WeightBank weights, int batch, int side) {
    return new DnnProgram(on, weights, plan, mode, batch, side, stages, proof);
  }

  @Override
  public void backward(INDArray featureGradient) {
    current.backward(featureGradient);
  }

  @Override
  public void imageGradient(INDArray into) {
    current.imageGradient(into);
  }

  @Override
  public int[] doubtful() {
    return current.doubtful();
  }

  @Override
  public INDArray value(String node) {
    return current.value(node);
  }

  @Override
  public Map<String, INDArray> gradients() {
    Map<String, INDArray> result = new LinkedHashMap<>();
    for (ConvWeights w : bank.trainable()) {
      result.put(w.conv.name() + ".weight", w.export(w.gradient));
      if (w.biasGradient(mode)) {
        result.put(w.conv.name() + ".bias", Plain.array(w.biasGradient, w.conv.out()));
      }
    }
    if (mode == Mode.TRAIN) {
      bank.norms()
          .forEach(
              (name, w) -> {
                result.put(name + ".weight", w.scaleGradient());
                result.put(name + ".bias", w.shiftGradient());
              });
      bank.operations().values().forEach(w -> w.gradients(result));
    }
    return result;
  }

  @Override
  public Map<String, INDArray> tensors() {
    Map<String, INDArray> result = new LinkedHashMap<>();
    for (ConvWeights w : bank.trainable()) {
      result.put(w.conv.name() + ".weight", w.export());
      if (w.bias != null) {
        result.put(w.conv.name() + ".bias", Plain.array(w.bias, w.conv.out()));
      }
    }
    bank.norms()
        .forEach(
            (name, w) -> {
              result.put(name + ".weight", w.scale());
              result.put(name + ".bias", w.shift());
              result.put(name + ".running_mean", w.runningMean());
              result.put(name + ".running_var", w.runningVariance());
            });
    bank.operations().values().forEach(w -> w.values(result));
    return result;
  }

  @Override
  public void load(StateDict weights) {
    for (ConvWeights w : bank.trainable()) {
      w.load(weights.get(w.conv.name() + ".weight"));
      if (w.bias != null) {
        Plain.copy(weights.get(w.conv.name() + ".bias"), w.bias);
      }
    }
    bank.norms()
        .forEach(
            (name, w) ->
                w.load(
                    weights.get(name + ".weight"),
                    weights.get(name + ".bias"),
                    weights.get(name + ".running_mean"),
                    weights.get(name + ".running_var")));
    bank.operations().values().forEach(w -> w.load(weights));
  }

  @Override
  public void sgd(double lr, double momentum, double weightDecay) {
    Sgd sgd = new Sgd(lr, momentum, weightDecay);
    for (ConvWeights w : bank.trainable()) {
      update(w.conv.name() + ".weight", w.values, w.gradient, sgd);
      w.changed();
      if (w.bias != null) {
        update(w.conv.name() + ".bias", w.bias, w.biasGradient, sgd);
      }
    }
    bank.norms().forEach((name, w) -> update(name, w.scaleShift, w.gradient, sgd));
    bank.operations().forEach((name, w) -> update(name, w.values, w.gradient, sgd));
  }

  private void update(String name, Tensor values, Tensor gradient, Sgd sgd) {
    if (sgd.momentum() == 0) {
      Elementwise.run(
          (a, n) -> sgd.step(a[0], null, a[1], n), 1, values.floats(), gradient.floats());
      return;
    }
    Tensor buffer = momenta.computeIfAbsent(name, k -> momentumArena.tensor(dnn, values.layout));
    INDArray earlier = restored.remove(name);
    if (earlier != null) {
      fillMomentum(name, buffer, earlier);
    }
    Elementwise.run(
        (a, n) -> sgd.step(a[0], a[1], a[2], n),
        2,
        values.floats(),
        buffer.floats(),
        gradient.floats());
  }

  private void fillMomentum(String name, Tensor buffer, INDArray earlier) {
    ConvWeights w = weightOf(name);
    if (w == null) {
      Plain.copy(earlier, buffer);
    } else {
      w.fill(buffer, earlier);
    }
  }

  /** The convolution whose weight is called {@code name}, or null. */
  private ConvWeights weightOf(String name) {
    return name.endsWith(".weight")
        ? bank.conv(name.substring(0, name.length() - ".weight".length()))
        : null;
  }

  @Override
  public Map<String, INDArray> momentum() {
    Map<String, INDArray> result = new LinkedHashMap<>();
    momenta.forEach(
        (name, buffer) -> {
          ConvWeights w = weightOf(name);
          long length = buffer.layout.get_size() / Float.BYTES;
          result.put(name, w == null ? Plain.array(buffer, length) : w.export(buffer));
        });
    return result;
  }

  @Override
  public void restoreMomentum(Map<String, INDArray> buffers) {
    restored.clear();
    restored.putAll(buffers);
  }

  @Override
  public Masks masks() {
    return masks;
  }

  @Override
  public long bytes() {
    return bank.arena().bytes()
        + momentumArena.bytes()
        + programs.values().stream().mapToLong(Program::bytes).sum();
  }

  @Override
  public void finish() {
    programs.values().forEach(Program::close);
    programs.clear();
    momenta.clear();
    momentumArena.close();
  }

  @Override
  public void close() {
    finish();
    bank.close();
    own.close();
  }
}
