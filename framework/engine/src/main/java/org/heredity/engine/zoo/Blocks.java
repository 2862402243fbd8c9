package org.heredity.engine.zoo;

import org.heredity.layers.BatchNorm;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/**
 * What mobile networks are built of. Each method returns the name of the last vertex that it added.
 *
 * @param graph where to
 * @param epsilon of all batch norms
 * @param decay of all batch norms
 */
record Blocks(Vertices graph, double epsilon, double decay) {
  /** With PyTorch's batch norms. */
  Blocks(Vertices graph) {
    this(graph, BatchNorm.EPSILON, BatchNorm.DECAY);
  }

  /**
   * How a unit convolves.
   *
   * @param in channels
   * @param out channels
   */
  record Shape(int in, int out, int kernel, int stride, int groups) {
    static Shape pixel(int in, int out) {
      return new Shape(in, out, 1, 1, 1);
    }

    static Shape depthwise(int channels, int kernel, int stride) {
      return new Shape(channels, channels, kernel, stride, channels);
    }
  }

  /** Convolution and batch norm, under {@code module.0} and {@code module.1}. */
  String plain(String module, String input, Shape shape) {
    String at =
        graph.groups(
            module + ".0", input, shape.in, shape.out, shape.kernel, shape.stride, shape.groups);
    return graph.norm(module + ".1", at, shape.out, epsilon, decay);
  }

  /** The same with an activation, {@code module.2}. */
  String unit(String module, String input, Shape shape, IActivation function) {
    return activation(module + ".2", plain(module, input, shape), function);
  }

  String activation(String name, String input, IActivation function) {
    return function instanceof ActivationReLU
        ? graph.relu(name, input)
        : graph.activation(name, input, function);
  }

  /** Squeeze and excitation (Hu et al., CVPR 2018), under {@code module.fc1} and {@code fc2}. */
  String excite(
      String module,
      String input,
      int channels,
      int squeezed,
      IActivation inner,
      IActivation gate) {
    String at = graph.pixel(module + ".avgpool", input);
    at = graph.conv(module + ".fc1", at, channels, squeezed, 1, 1, true);
    at = activation(module + ".activation", at, inner);
    at = graph.conv(module + ".fc2", at, squeezed, channels, 1, 1, true);
    at = activation(module + ".scale_activation", at, gate);
    return graph.gate(module + ".product", input, at);
  }
}
