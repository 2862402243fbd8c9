package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.layers.Window;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution's weights in the layout that oneDNN prefers, shared by the programs of all batch
 * sizes: the first program chooses the layout, later ones take it over. Padding is zero in values
 * and gradient alike, and stays so under element-wise updates.
 */
final class ConvWeights {
  final Node.Conv conv;
  final boolean trainable;

  /** Current values; null until a layout is chosen. */
  Tensor values;

  /** Current values in the layout of the backward pass; null if that is the same or unknown. */
  Tensor backward;

  /** Like {@link #values}; null where no gradient is asked for. */
  Tensor gradient;

  /** Null if the convolution has none. */
  Tensor bias;

  Tensor biasGradient;

  /** Of the bias what is the convolution's own, to be masked; null where no bias is masked. */
  float[] maskedBias;

  private final Dnn dnn;
  private final Arena arena;

  /** As a {@link WinogradConvolution} multiplies with them, by tiling. */
  private final Map<WinogradTiling, WinogradWeights> winograd = new EnumMap<>(WinogradTiling.class);

  /** As a {@link GemmConvolution} multiplies with them, by side of the images. */
  private final Map<Integer, GemmWeights> gemm = new HashMap<>();

  /** Whether the values changed since the transformed ones were made from them. */
  private boolean stale;

  private final boolean constant;
  private boolean borrowed;
  private INDArray initial;

  /**
   * Takes the values over when the layout is chosen.
   *
   * @param weights in PyTorch's layout
   * @param constant whether nothing changes them, here or elsewhere, as long as these are there, so
   *     that they need not be copied
   */
  ConvWeights(
      Dnn dnn,
      Arena arena,
      Node.Conv conv,
      INDArray weights,
      INDArray bias,
      boolean trainable,
      boolean constant) {
    this.dnn = dnn;
    this.constant = constant;
    this.arena = arena;
    this.conv = conv;
    this.trainable = trainable;
    this.initial = weights;
    if (bias != null) {
      this.bias = tensor(Dnn.plain(conv.out()));
      this.biasGradient = tensor(Dnn.plain(conv.out()));
      Plain.copy(bias, this.bias);
    }
  }

  private ConvWeights(ConvWeights of, Dnn dnn) {
    this.dnn = dnn;
    arena = of.arena;
    conv = of.conv;
    trainable = of.trainable;
    constant = of.constant;
    values = of.values;
    bias = of.bias;
    maskedBias = of.maskedBias;
    if (bias != null) {
      biasGradient = tensor(Dnn.plain(conv.out()));
    }
    of.winograd.forEach((tiling, w) -> winograd.put(tiling, w.lane(dnn, this)));
    of.gemm.forEach((side, w) -> gemm.put(side, w.lane(dnn, this)));
  }

  /** The same weights, with gradients of their own, for another lane; the layouts are chosen. */
  ConvWeights lane(Dnn other) {
    return new ConvWeights(this, other);
  }

  /** Adds the gradients of a lane. */
  void addGradients(ConvWeights lane) {
    if (gradient != null) {
      add(gradient, lane.gradient);
    }
    if (biasGradient != null) {
      add(biasGradient, lane.biasGradient);
    }
  }

  private static void add(Tensor to, Tensor more) {
    Elementwise.run(ConvWeights::add, 1, to.floats(), more.floats());
  }

  private static void add(float[][] both, int n) {
    float[] to = both[0];
    float[] more = both[1];
    for (int i = 0; i < n; i++) {
      to[i] += more[i];
    }
  }

  /** As oneDNN has it, with an axis for groups where there are several. */
  long[] shape() {
    long[] plain = plainShape();
    int groups = conv.groups();
    return groups == 1
        ? plain
        : new long[] {groups, plain[0] / groups, plain[1], plain[2], plain[3]};
  }

  /** {@code [out, in / groups, height, width]}, of a linear layer too. */
  long[] plainShape() {
    Window window = conv.window();
    return new long[] {
      conv.out(), conv.inEach(), window.rows().kernel(), window.columns().kernel()
    };
  }

  /** The layout to ask oneDNN for. */
  memory.desc wanted() {
    return values == null ? Dnn.any(shape()) : values.layout;
  }

  /** Takes {@code layout} if none was chosen before. */
  void choose(memory.desc layout) {
    if (values == null) {
      values = tensor(layout);
      load(initial);
      initial = null;
    }
  }

  /** The tensor to use in a backward pass of that layout; {@link #refresh} fills it. */
  Tensor chooseBackward(memory.desc layout) {
    if (values.sameLayout(layout)) {
      return values;
    }
    if (backward == null) {
      backward = tensor(layout);
    }
    return backward;
  }

  /**
   * The convolution for NHWC images; null for {@link Lowering#DIRECT}, or if the weights' layout
   * was chosen for something else already.
   *
   * @param scratch for what it needs between its steps
   */
  NhwcConvolution nhwc(Arena scratch, Lowering lowering, int batch, int side) {
    if (lowering == Lowering.DIRECT) {
      return null;
    }
    if (lowering == Lowering.LINEAR) {
      return linear(batch);
    }
    var layout = Dnn.kernelFirst(shape());
    choose(layout);
    if (!values.sameLayout(layout)) {
      return null;
    }
    if (lowering == Lowering.GEMM) {
      return new GemmConvolution(dnn, scratch, conv, gemm(side), batch, side);
    }
    WinogradTiling tiling = WinogradTiling.of(side);
    return new WinogradConvolution(dnn, scratch, conv, tiling, winograd(tiling), batch, side);
  }

  private NhwcConvolution linear(int batch) {
    memory.desc layout = Dnn.plain(shape());
    if (values == null && constant) {
      values = arena.lent(dnn, layout, initial);
      borrowed = true;
    }
    choose(layout);
    return values.sameLayout(layout) ? new LinearLayer(dnn, conv, this, batch) : null;
  }

  private WinogradWeights winograd(WinogradTiling tiling) {
    return winograd.computeIfAbsent(tiling, t -> new WinogradWeights(dnn, arena, this, t));
  }

  private GemmWeights gemm(int side) {
    return gemm.computeIfAbsent(side, s -> new GemmWeights(dnn, arena, this, s));
  }

  /** Whether the values are the array's that was given. */
  boolean borrowed() {
    return borrowed;
  }

  /** To be called after the values were written. */
  void changed() {
    stale = true;
  }

  /** Brings the transformed weights up to date. */
  void refreshTransformed() {
    if (stale) {
      winograd.values().forEach(WinogradWeights::refresh);
      gemm.values().forEach(GemmWeights::refresh);
      stale = false;
    }
  }

  void chooseGradient() {
    if (gradient == null) {
      gradient = tensor(values.layout);
    }
  }

  /** Copies the values into the backward pass's layout. */
  Runnable refresh() {
    return dnn.reorder(values, backward);
  }

  /** Replaces the values; {@code weights} in PyTorch's layout. */
  void load(INDArray weights) {
    if (values == null) {
      initial = weights;
    } else {
      fill(values, weights);
      changed();
    }
  }

  /** Overwrites {@code tensor}, which is laid out like the values, from PyTorch's layout. */
  void fill(Tensor tensor, INDArray plainValues) {
    try (memory.desc layout = Dnn.plain(shape());
        Arena staging = new Arena()) {
      Tensor plain = staging.lent(dnn, layout, plainValues);
      dnn.reorder(plain, tensor).run();
    }
  }

  /** A copy of {@code tensor}, which is laid out like the values, in PyTorch's layout. */
  INDArray export(Tensor tensor) {
    long[] shape = conv.linear() ? new long[] {conv.out(), conv.in()} : plainShape();
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    try (memory.desc layout = Dnn.plain(shape());
        Arena staging = new Arena()) {
      dnn.reorder(tensor, staging.lent(dnn, layout, array)).run();
    }
    return array;
  }

  /** A copy of the values, in PyTorch's layout. */
  INDArray export() {
    return values == null ? initial.dup('c') : export(values);
  }

  /** Whether a backward pass computes the bias's gradient. */
  boolean biasGradient(Mode mode) {
    return bias != null && (mode == Mode.TRAIN || mode == Mode.MASK && maskedBias != null);
  }

  /** An array laid out like the values, zero. */
  Tensor companion() {
    return tensor(values.layout);
  }

  FloatBuffer floats() {
    return values.floats();
  }

  private Tensor tensor(memory.desc layout) {
    return arena.tensor(dnn, layout);
  }
}
