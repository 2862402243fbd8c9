package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.Arrays;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.heredity.engine.plan.Product;

/**
 * The product of images and a gate.
 *
 * @param runs how the images lie; null where the gate has their shape
 * @param image in the order of {@code runs}
 * @param gate in the same order
 */
record CompiledProduct(Product node, Runs runs, Tensor image, Tensor gate, Tensor result)
    implements CompiledOperation {
  static CompiledProduct of(Steps steps, Product node, Values values) {
    Tensor image = values.tensor(node.image());
    long[] shape = values.shape(node.image());
    Tensor gate = values.tensor(node.gate());
    long[] gateShape = values.shape(node.gate());
    if (Arrays.equals(shape, gateShape)) {
      Tensor other = steps.inLayout(gate, image.layout);
      Tensor result = steps.tensor(image.layout);
      multiply(steps, image, other, result);
      return new CompiledProduct(node, null, image, other, result);
    }
    Runs runs = Runs.of(image, shape);
    if (runs == null) {
      image = steps.inLayout(image, Dnn.plain(shape));
      runs = Runs.of(image, shape);
    }
    Tensor factors = steps.inLayout(gate, Dnn.tagged(runs.tag(), gateShape));
    Tensor result = steps.tensor(image.layout);
    Runs order = runs;
    Tensor from = image;
    steps.add(() -> order.multiply(from.floats(), factors.floats(), result.floats()));
    return new CompiledProduct(node, runs, image, factors, result);
  }

  private static void multiply(Steps steps, Tensor first, Tensor second, Tensor into) {
    var wanted =
        new binary.desc(algorithm.binary_mul.value, first.layout, second.layout, into.layout);
    var chosen = new binary.primitive_desc(wanted, steps.dnn.engine());
    steps.add(
        new binary(chosen),
        DNNL_ARG_SRC_0,
        first.memory,
        DNNL_ARG_SRC_1,
        second.memory,
        DNNL_ARG_DST,
        into.memory);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor ofImage = steps.tensor(image.layout);
    Tensor ofGate = steps.tensor(gate.layout);
    if (runs == null) {
      multiply(steps, gradient, gate, ofImage);
      multiply(steps, gradient, image, ofGate);
    } else {
      steps.add(() -> runs.multiply(gradient.floats(), gate.floats(), ofImage.floats()));
      steps.add(() -> runs.products(gradient.floats(), image.floats(), ofGate.floats()));
    }
    gradient.block.release();
    gradients.contribute(node.image(), ofImage);
    gradients.contribute(node.gate(), ofGate);
  }
}
