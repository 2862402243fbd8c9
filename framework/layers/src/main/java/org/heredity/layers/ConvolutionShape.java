package org.heredity.layers;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A 2d convolution on ND4J's operations, NCHW and {@code [out, in / groups, height, width]}, on
 * whichever backend ND4J runs. Immutable and thread-safe.
 *
 * @param window how it moves
 * @param groups of channels, each convolved apart
 */
public record ConvolutionShape(Window window, int groups) {
  /** Weights as PyTorch has them. */
  private static final int OIHW = 1;

  /**
   * The side of the output below which the operation that computes both gradients is slower than
   * one for each (measured on a processor, 256 channels of 4 x 4, batch 32: 10 ms against 6.2 ms).
   */
  private static final int SMALL = 4;

  /** Of one group, with a square window. */
  public ConvolutionShape(int kernel, int stride, int padding) {
    this(Window.square(kernel, stride, padding), 1);
  }

  /** The shape of the output, {@code [N, out, height, width]}. */
  public long[] out(INDArray input, long out) {
    long height = window.rows().out((int) input.size(2));
    return new long[] {input.size(0), out, height, window.columns().out((int) input.size(3))};
  }

  /**
   * {@code output := input * weights + bias}.
   *
   * @param bias {@code [out]}, or null for none
   */
  public void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
    if (uneven()) {
      unpadded().forward(padded(input), weights, bias, output);
    } else if (groups == 1) {
      run("conv2d", window.before(), new INDArray[] {output}, present(input, weights, bias));
    } else if (depthwise(input, weights)) {
      INDArray kernels = depthwise(weights);
      run(
          "depthwise_conv2d",
          window.before(),
          new INDArray[] {output},
          present(input, kernels, bias));
    } else {
      for (int g = 0; g < groups; g++) {
        INDArray part = part(output, 1, g).dup('c');
        INDArray own = bias == null ? null : part(bias, 0, g).dup('c');
        each().forward(part(input, 1, g).dup('c'), part(weights, 0, g).dup('c'), own, part);
        part(output, 1, g).assign(part);
      }
    }
  }

  private static INDArray[] present(INDArray input, INDArray weights, INDArray bias) {
    return bias == null ? new INDArray[] {input, weights} : new INDArray[] {input, weights, bias};
  }

  /** Both gradients; any of the two outputs may be null where it is not needed. */
  public void backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray inputGradient,
      INDArray weightGradient) {
    INDArray epsilon = outputGradient.ordering() == 'c' ? outputGradient : outputGradient.dup('c');
    if (uneven()) {
      INDArray padded = padded(input);
      INDArray gradient = inputGradient == null ? null : padded.ulike();
      unpadded().backward(padded, weights, epsilon, gradient, weightGradient);
      if (gradient != null) {
        inputGradient.assign(middle(gradient, inputGradient));
      }
    } else if (groups == 1) {
      one(input, weights, epsilon, inputGradient, weightGradient);
    } else if (depthwise(input, weights)) {
      INDArray both = inputGradient == null ? input.ulike() : inputGradient;
      INDArray kernels = depthwise(weights);
      INDArray made = kernels.ulike();
      INDArray[] outputs = {both, made};
      run("depthwise_conv2d_bp", window.before(), outputs, input, kernels, epsilon);
      if (weightGradient != null) {
        weightGradient.assign(made.reshape(weightGradient.shape()));
      }
    } else {
      groups(input, weights, epsilon, inputGradient, weightGradient);
    }
  }

  private void groups(
      INDArray input,
      INDArray weights,
      INDArray epsilon,
      INDArray inputGradient,
      INDArray weightGradient) {
    for (int g = 0; g < groups; g++) {
      INDArray x = part(input, 1, g).dup('c');
      INDArray w = part(weights, 0, g).dup('c');
      INDArray dx = inputGradient == null ? null : x.ulike();
      INDArray dw = weightGradient == null ? null : w.ulike();
      each().backward(x, w, part(epsilon, 1, g).dup('c'), dx, dw);
      if (dx != null) {
        part(inputGradient, 1, g).assign(dx);
      }
      if (dw != null) {
        part(weightGradient, 0, g).assign(dw);
      }
    }
  }

  private void one(
      INDArray input,
      INDArray weights,
      INDArray epsilon,
      INDArray inputGradient,
      INDArray weightGradient) {
    boolean small = epsilon.size(2) <= SMALL && epsilon.size(3) <= SMALL;
    // Where it has no vectors of 512 bits ND4J's own refuses dilated windows.
    boolean dilated = window.rows().dilation() > 1 || window.columns().dilation() > 1;
    if (weightGradient == null && window.square()) {
      inputGradient(weights, epsilon, inputGradient);
    } else if (weightGradient != null && inputGradient == null && (small || dilated)) {
      weightGradient(input, epsilon, weightGradient);
    } else if (weightGradient != null && small && window.square() && stride() == 1) {
      inputGradient(weights, epsilon, inputGradient);
      weightGradient(input, epsilon, weightGradient);
    } else {
      INDArray data = inputGradient == null ? input.ulike() : inputGradient;
      INDArray made = weightGradient == null ? weights.ulike() : weightGradient;
      run("conv2d_bp", window.before(), new INDArray[] {data, made}, input, weights, epsilon);
    }
  }

  /** Whether there is more padding on one side than on the other, which ND4J has not. */
  private boolean uneven() {
    return window.rows().before() != window.rows().after()
        || window.columns().before() != window.columns().after();
  }

  private ConvolutionShape unpadded() {
    Window bare = new Window(unpadded(window.rows()), unpadded(window.columns()));
    return new ConvolutionShape(bare, groups);
  }

  private static Axis unpadded(Axis axis) {
    return new Axis(axis.kernel(), axis.stride(), 0, 0, axis.dilation());
  }

  private INDArray padded(INDArray input) {
    long height = window.rows().before() + input.size(2) + window.rows().after();
    long width = window.columns().before() + input.size(3) + window.columns().after();
    INDArray all = Nd4j.zeros(input.dataType(), input.size(0), input.size(1), height, width);
    middle(all, input).assign(input);
    return all;
  }

  /** The part of a padded image that is no padding. */
  private INDArray middle(INDArray padded, INDArray image) {
    int top = window.rows().before();
    int left = window.columns().before();
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(top, top + image.size(2)),
        NDArrayIndex.interval(left, left + image.size(3)));
  }

  private boolean depthwise(INDArray input, INDArray weights) {
    return input.size(1) == groups && weights.size(0) == groups;
  }

  /** {@code [1, channels, height, width]}, as ND4J has them. */
  private static INDArray depthwise(INDArray weights) {
    return weights.dup('c').reshape('c', 1, weights.size(0), weights.size(2), weights.size(3));
  }

  private ConvolutionShape each() {
    return new ConvolutionShape(window, 1);
  }

  /** A group's part along an axis. */
  private INDArray part(INDArray array, int axis, int group) {
    long each = array.size(axis) / groups;
    INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[axis] = NDArrayIndex.interval(group * each, (group + 1) * each);
    return array.get(indices);
  }

  private int stride() {
    return window.rows().stride();
  }

  /**
   * The transposed convolution. ND4J's has no output padding, so what a stride leaves open is
   * reached by asking for less padding and cutting the middle out.
   */
  private void inputGradient(INDArray weights, INDArray epsilon, INDArray gradient) {
    int padding = window.rows().before();
    long height = gradient.size(2);
    long width = gradient.size(3);
    if (plain(epsilon.size(2), padding) == height && plain(epsilon.size(3), padding) == width) {
      transposed(weights, epsilon, padding, gradient);
      return;
    }
    long fullHeight = plain(epsilon.size(2), 0);
    long fullWidth = plain(epsilon.size(3), 0);
    INDArray full =
        Nd4j.create(
            gradient.dataType(),
            new long[] {gradient.size(0), gradient.size(1), fullHeight, fullWidth},
            'c');
    transposed(weights, epsilon, 0, full);
    long rows = Math.min(height, fullHeight - padding);
    long columns = Math.min(width, fullWidth - padding);
    gradient.assign(0);
    INDArrayIndex all = NDArrayIndex.all();
    gradient
        .get(all, all, NDArrayIndex.interval(0, rows), NDArrayIndex.interval(0, columns))
        .assign(
            full.get(
                all,
                all,
                NDArrayIndex.interval(padding, padding + rows),
                NDArrayIndex.interval(padding, padding + columns)));
  }

  private long plain(long epsilonSize, int pad) {
    return (epsilonSize - 1) * stride() + window.rows().kernel() - 2L * pad;
  }

  private void transposed(INDArray weights, INDArray epsilon, int pad, INDArray gradient) {
    run("deconv2d", new long[] {pad, pad}, new INDArray[] {gradient}, epsilon, weights);
  }

  private void weightGradient(INDArray input, INDArray epsilon, INDArray gradient) {
    Axis rows = window.rows();
    Axis columns = window.columns();
    long batch = epsilon.size(0);
    long out = epsilon.size(1);
    long places = epsilon.size(2) * epsilon.size(3);
    long patch = input.size(1) * window.area();
    long[] shape = {
      batch, input.size(1), rows.kernel(), columns.kernel(), epsilon.size(2), epsilon.size(3)
    };
    // Closed, for the collector sees how many arrays there are, not how large they are.
    try (INDArray all = Nd4j.create(input.dataType(), shape, 'c')) {
      Nd4j.exec(
          DynamicCustomOp.builder("im2col")
              .addInputs(input)
              .addOutputs(all)
              .addIntegerArguments(
                  rows.kernel(),
                  columns.kernel(),
                  rows.stride(),
                  columns.stride(),
                  rows.before(),
                  columns.before(),
                  rows.dilation(),
                  columns.dilation(),
                  0)
              .build());
      try (INDArray patches = all.reshape('c', batch, patch, places).permute(0, 2, 1).dup('c');
          INDArray errors = epsilon.reshape('c', batch, out, places).permute(1, 0, 2).dup('c');
          INDArray product =
              Nd4j.createUninitialized(input.dataType(), new long[] {out, patch}, 'f')) {
        // In this order ND4J multiplies into the array itself, in the other into one that it drops.
        errors
            .reshape('c', out, batch * places)
            .mmuli(patches.reshape('c', batch * places, patch), product);
        gradient.reshape('c', true, out, patch).assign(product);
      }
    }
  }

  private void run(String name, long[] padding, INDArray[] outputs, INDArray... inputs) {
    Axis rows = window.rows();
    Axis columns = window.columns();
    Nd4j.exec(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(
                rows.kernel(),
                columns.kernel(),
                rows.stride(),
                columns.stride(),
                (int) padding[0],
                (int) padding[1],
                rows.dilation(),
                columns.dilation(),
                0,
                0,
                OIHW)
            .build());
  }
}
