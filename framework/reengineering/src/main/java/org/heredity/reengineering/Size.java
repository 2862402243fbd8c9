package org.heredity.reengineering;

import java.util.Arrays;
import org.heredity.api.result.Kept;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.reengineering.compact.CompactModel;

/**
 * How large a classifier is, as the papers on modularisation count. Immutable.
 *
 * @param neurons elements of its convolutions' results for one image: 200,704 for ResNet20 with
 *     projection shortcuts
 * @param kernels output channels of its convolutions
 * @param weights elements of its convolutions and linear layers, the head among them, with their
 *     biases: 15,245,130 for VGG16 on CIFAR-10
 */
public record Size(long neurons, long kernels, long weights) {
  /** The size of a network. */
  public static Size of(NetworkSpec spec) {
    Plan plan = spec.plan();
    var shapes = plan.shapes(spec.imageSize());
    long neurons = 0;
    long kernels = 0;
    for (Node.Conv conv : plan.convolutions()) {
      long side = shapes.get(conv.name())[1];
      neurons += conv.out() * side * side;
      kernels += conv.out();
    }
    long weights = 0;
    var tensors = plan.tensors();
    for (Node.Conv conv : plan.nodes(Node.Conv.class)) {
      weights += elements(tensors.get(conv.name() + ".weight")) + (conv.bias() ? conv.out() : 0);
    }
    weights += (long) plan.headIn() * plan.headOut() + plan.headOut();
    return new Size(neurons, kernels, weights);
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /**
   * What a masked network keeps: a neuron is gone if its channel is the same for all images or
   * reaches no logit, which its compact form knows.
   *
   * @param spec the classifier before
   * @param compact made of the masked network
   * @param weightsKept those that the mask kept
   */
  public static Kept kept(NetworkSpec spec, CompactModel compact, long weightsKept) {
    Size size = of(spec);
    var shapes = spec.plan().shapes(spec.imageSize());
    var convolutions = spec.plan().convolutions().stream().map(Node.Conv::name).toList();
    long neurons = 0;
    long kernels = 0;
    for (CompactModel.Layer layer : compact.layers()) {
      if (convolutions.contains(layer.name())) {
        long side = shapes.get(layer.name())[1];
        neurons += layer.retained().size() * side * side;
        kernels += layer.retained().size();
      }
    }
    return new Kept(size.neurons, neurons, size.kernels, kernels, size.weights, weightsKept);
  }
}
