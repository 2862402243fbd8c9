package org.heredity.engine.plan;

import java.util.List;

/** One operation of a network between its input and its features, NCHW. Immutable. */
public sealed interface Node {
  /** Of the operation and of its result; for what has weights, PyTorch's name of the module. */
  String name();

  /** Names of the nodes whose results it takes; {@link Plan#INPUT} is the images. */
  List<String> inputs();

  /** A convolution, or a linear layer on 1 x 1 images. */
  record Conv(
      String name, String input, int in, int out, int kernel, int stride, int padding, boolean bias)
      implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    /**
     * Along one side, which positions of the kernel meet the image somewhere and not padding alone.
     *
     * @param inSide of the images
     * @param outSide of the result
     */
    public boolean[] met(int inSide, int outSide) {
      boolean[] met = new boolean[kernel];
      for (int k = 0; k < kernel; k++) {
        for (int o = 0; o < outSide; o++) {
          int at = o * stride - padding + k;
          met[k] |= at >= 0 && at < inSide;
        }
      }
      return met;
    }
  }

  /**
   * Takes every {@code stride}-th pixel and adds channels of zeros in equal number on both sides.
   */
  record PadShortcut(String name, String input, int in, int out, int stride) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** Batch norm. */
  record Norm(String name, String input, int channels, double epsilon) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** Rectified linear unit. */
  record Relu(String name, String input) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** The sum of two results of one shape. */
  record Add(String name, String first, String second) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(first, second);
    }
  }

  /** Adds one map, {@code [channels, side, side]}, to every image; in inference alone. */
  record Offset(String name, String input, int channels, int side) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** Max pooling; padding never wins. */
  record MaxPool(String name, String input, int kernel, int stride, int padding) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** The mean over height and width: {@code [N, C, 1, 1]}. */
  record GlobalAverage(String name, String input) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }
}
