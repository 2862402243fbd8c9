package org.heredity.engine.onednn;

import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Means;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Product;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/** Compiles the operations of a forward pass. */
final class ForwardOperations implements Operation.Kinds<CompiledOperation> {
  private final Steps steps;
  private final WeightBank bank;
  private final Mode mode;
  private final Values values;

  ForwardOperations(Steps steps, WeightBank bank, Mode mode, Values values) {
    this.steps = steps;
    this.bank = bank;
    this.mode = mode;
    this.values = values;
  }

  @Override
  public CompiledOperation activation(Activation a) {
    return CompiledActivation.of(steps, a, values.tensor(a.input()));
  }

  @Override
  public CompiledOperation adaptiveAverage(AdaptiveAverage a) {
    long[] in = values.shape(a.input());
    if (in[2] == a.side() && in[3] == a.side()) {
      return new Unchanged(a.input(), values.tensor(a.input()));
    }
    if (in[2] % a.side() == 0 && in[3] % a.side() == 0) {
      int height = (int) in[2] / a.side();
      int width = (int) in[3] / a.side();
      Window parts = new Window(Axis.of(height, height, 0), Axis.of(width, width, 0));
      return pool(a.input(), Pooling.average(steps.dnn, steps.arena, parts, false));
    }
    return means(a.input(), Means.of(a, shape(in)));
  }

  @Override
  public CompiledOperation averagePool(AveragePool p) {
    int[] in = shape(values.shape(p.input()));
    Window window = p.window(in);
    if (p.countsPadding() && !window.equals(p.window())) {
      return means(p.input(), Means.of(p, in));
    }
    return pool(p.input(), Pooling.average(steps.dnn, steps.arena, window, p.countsPadding()));
  }

  @Override
  public CompiledOperation globalMax(GlobalMax g) {
    int[] in = shape(values.shape(g.input()));
    Window whole = new Window(Axis.of(in[1], 1, 0), Axis.of(in[2], 1, 0));
    return pool(g.input(), Pooling.largest(steps.dnn, steps.arena, whole));
  }

  private static int[] shape(long... batch) {
    return new int[] {(int) batch[1], (int) batch[2], (int) batch[3]};
  }

  private CompiledOperation means(String input, Means means) {
    return CompiledMeans.of(steps, means, input, values.tensor(input), values.shape(input));
  }

  private CompiledOperation pool(String input, Pooling pooling) {
    Tensor source = values.tensor(input);
    steps.add(pooling.forward(source, values.shape(input), mode.gradients()));
    return new Pooled(input, source, pooling);
  }

  @Override
  public CompiledOperation channels(Channels c) {
    return CompiledChannels.of(steps, c, values.tensor(c.input()), values.shape(c.input()));
  }

  @Override
  public CompiledOperation concat(Concat c) {
    return CompiledConcat.of(steps, c, values);
  }

  @Override
  public CompiledOperation flatten(Flatten f) {
    return CompiledFlatten.of(steps, f, values.tensor(f.input()), values.shape(f.input()));
  }

  @Override
  public CompiledOperation layerNorm(LayerNorm n) {
    Tensor source = values.tensor(n.input());
    long[] shape = values.shape(n.input());
    return CompiledLayerNorm.of(steps, n, bank.operations().get(n.name()), mode, source, shape);
  }

  @Override
  public CompiledOperation layerScale(LayerScale s) {
    Tensor source = values.tensor(s.input());
    long[] shape = values.shape(s.input());
    return CompiledLayerScale.of(steps, s, bank.operations().get(s.name()), mode, source, shape);
  }

  @Override
  public CompiledOperation localNorm(LocalNorm n) {
    return CompiledLocalNorm.of(steps, n, mode, values.tensor(n.input()));
  }

  @Override
  public CompiledOperation product(Product p) {
    return CompiledProduct.of(steps, p, values);
  }

  /** What does nothing: its result is its input. */
  private record Unchanged(String input, Tensor result) implements CompiledOperation {
    Unchanged {
      result.block.retain();
    }

    @Override
    public void backward(Steps back, Tensor gradient, Gradients gradients) {
      gradients.contribute(input, gradient);
    }
  }

  private record Pooled(String input, Tensor source, Pooling pooling) implements CompiledOperation {
    @Override
    public Tensor result() {
      return pooling.result();
    }

    @Override
    public void backward(Steps back, Tensor given, Gradients gradients) {
      Tensor gradient = back.movedToLayout(given, result().layout);
      Tensor into = back.tensor(source.layout);
      back.add(pooling.backward(gradient, into));
      gradient.block.release();
      gradients.contribute(input, into);
    }
  }
}
