package org.heredity.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.plan.Mode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A network in Deeplearning4j itself, and the same read through the door. */
final class Dl4jOracle {
  private static final int IMAGES = 2;

  private final Model model;
  private final INDArray images;
  private final FileNetwork read;
  private final NetworkSpec spec;

  /**
   * With other weights, running statistics and biases than those of the start.
   *
   * @param gain of the weights: so much that what comes of an image does not fade away
   */
  Dl4jOracle(Model model, int side, double gain) throws JsonProcessingException {
    this.model = model;
    this.images = Formula.images(IMAGES, side, 3);
    Nd4j.getRandom().setSeed(5);
    table().forEach((name, tensor) -> vary(name, tensor, gain));
    float[] flat = model.params().dup('c').data().asFloat();
    this.read =
        Dl4jModel.of(
            new ObjectMapper().readTree(json()),
            side,
            number -> {
              assertEquals(flat.length, number);
              return flat;
            });
    this.spec = read.spec();
    assertEquals(classes(), spec.classes());
  }

  private static void vary(String name, INDArray tensor, double gain) {
    if (name.endsWith("_log10stdev")) {
      tensor.assign(Nd4j.rand(tensor.shape()).muli(0.4).subi(0.2));
    } else if (name.endsWith("_var") || name.endsWith("_gamma")) {
      tensor.assign(Nd4j.rand(tensor.shape()).addi(0.5));
    } else if (name.endsWith("W")) {
      long in = tensor.rank() == 4 ? tensor.length() / tensor.size(0) : tensor.size(0);
      // Of a depthwise one each output reads one channel.
      in = tensor.rank() == 4 && tensor.size(0) == 1 ? tensor.size(2) * tensor.size(3) : in;
      tensor.assign(Nd4j.randn(tensor.shape()).muli(gain * Math.sqrt(2.0 / in)));
    } else {
      tensor.assign(Nd4j.randn(tensor.shape()).muli(0.1));
    }
  }

  private Map<String, INDArray> table() {
    return model instanceof ComputationGraph graph
        ? graph.paramTable()
        : ((MultiLayerNetwork) model).paramTable();
  }

  private String json() {
    return model instanceof ComputationGraph graph
        ? graph.getConfiguration().toJson()
        : ((MultiLayerNetwork) model).getLayerWiseConfigurations().toJson();
  }

  FileNetwork read() {
    return read;
  }

  NetworkSpec spec() {
    return spec;
  }

  private int classes() {
    return (int) output().size(1);
  }

  private INDArray output() {
    return model instanceof ComputationGraph graph
        ? graph.outputSingle(false, images)
        : ((MultiLayerNetwork) model).output(images, false);
  }

  /** Both backends give Deeplearning4j's probabilities, which differ between images. */
  void requireEqualOutputs() {
    INDArray expected = requireEqualOutputsOfOneDnn();
    Nd4jRunner runner =
        new Nd4jRunner(spec.plan(), read.weights(), Mode.INFER, List.of(), List.of());
    INDArray features = runner.forward(images).reshape(IMAGES, spec.plan().headIn());
    INDArray weight = read.weights().get(spec.plan().head() + ".weight");
    INDArray bias = read.weights().get(spec.plan().head() + ".bias");
    close(expected, features.mmul(weight.transpose()).addRowVector(bias), "ND4J");
  }

  /** The same of one alone; the logarithms of Deeplearning4j's probabilities. */
  INDArray requireEqualOutputsOfOneDnn() {
    INDArray expected = Transforms.log(output());
    double spread = expected.getRow(0).sub(expected.getRow(1)).amaxNumber().doubleValue();
    assertTrue(spread > 1e-2, "the images are all the same to the network: " + spread);
    try (FrozenNetwork network = FrozenNetwork.of(spec, read.weights())) {
      close(expected, network.logits(images), "oneDNN");
    }
    return expected;
  }

  private static void close(INDArray expected, INDArray logits, String backend) {
    INDArray found = Transforms.log(Nd4j.nn().softmax(logits.dup(), 1));
    double off = found.sub(expected).amaxNumber().doubleValue();
    assertTrue(
        off <= 1e-4 * Math.max(1, expected.amaxNumber().doubleValue()),
        backend + " is off by " + off);
  }

  /** The gradient with respect to the images is Deeplearning4j's. */
  void requireEqualGradients() {
    int[] labels = Formula.labels(IMAGES, spec.classes());
    INDArray targets = Nd4j.zeros(IMAGES, spec.classes());
    for (int n = 0; n < IMAGES; n++) {
      targets.putScalar(n, labels[n], 1);
    }
    // Only a chain of layers gives the gradient of its input, in train mode.
    MultiLayerNetwork chain = (MultiLayerNetwork) model;
    INDArray expected = chain.calculateGradients(images, targets, null, null).getSecond();
    INDArray found = Nd4j.create(images.dataType(), images.shape(), 'c');
    try (FrozenNetwork network = FrozenNetwork.of(spec, read.weights())) {
      network.inputGradient(images, new Loss(targets), found);
    }
    // Deeplearning4j's is that of the sum over the images.
    INDArray scaled = found.mul(IMAGES);
    double size = expected.amaxNumber().doubleValue();
    assertTrue(size > 0);
    double off = scaled.sub(expected).amaxNumber().doubleValue();
    assertTrue(off <= 1e-3 * size, off + " of " + size);
  }

  private record Loss(INDArray targets) implements Objective {
    @Override
    public Output output() {
      return Output.LOGITS;
    }

    @Override
    public double evaluate(INDArray logits, INDArray gradient) {
      return CrossEntropy.evaluate(logits, targets, gradient);
    }
  }
}
