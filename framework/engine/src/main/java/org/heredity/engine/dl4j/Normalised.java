package org.heredity.engine.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.heredity.engine.GraphWeights;
import org.heredity.layers.BatchNorm;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A graph made one that computes the same and ends in an output layer with softmax and bias, whose
 * batch norms have scale and shift as parameters. What comes before the last linear layer stays as
 * it is. Not thread-safe.
 */
final class Normalised {
  private final ComputationGraphConfiguration graph;

  /** By parameter of the new graph how it comes of those of the old one. */
  private final Map<String, UnaryOperator<INDArray>> made = new LinkedHashMap<>();

  /**
   * By parameter of the new graph which of the old one it comes of, where that has another name.
   */
  private final Map<String, String> renamed = new LinkedHashMap<>();

  private final int imageSize;

  /**
   * Normalises a copy.
   *
   * @throws IllegalArgumentException naming the vertex at which it cannot
   */
  Normalised(ComputationGraphConfiguration given, int imageSize) {
    this.graph = given.clone();
    this.imageSize = imageSize;
    graph.setTopologicalOrder(null);
    graph.setTopologicalOrderStr(null);
    for (Map.Entry<String, GraphVertex> entry : graph.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex vertex) {
        images(entry.getKey(), vertex);
        norm(entry.getKey(), vertex.getLayerConf().getLayer());
      }
    }
    end();
  }

  /** The new graph, which is the caller's. */
  ComputationGraphConfiguration graph() {
    return graph;
  }

  /**
   * A parameter of the new graph.
   *
   * @param old parameters of the old one, by name
   */
  INDArray parameter(String name, UnaryParameters old) {
    String from = renamed.getOrDefault(name, name);
    INDArray value = from.isEmpty() ? null : old.get(from);
    UnaryOperator<INDArray> change = made.get(name);
    return change == null ? value : change.apply(value);
  }

  /** Gives parameters by name. */
  interface UnaryParameters {
    INDArray get(String name);
  }

  private static IllegalArgumentException refused(String vertex, String what) {
    return new IllegalArgumentException("layer '" + vertex + "' " + what);
  }

  /** Images need not be made of vectors: the engine is given images. */
  private void images(String name, LayerVertex vertex) {
    if (vertex.getPreProcessor() instanceof FeedForwardToCnnPreProcessor) {
      if (!graph.getVertexInputs().get(name).equals(graph.getNetworkInputs())) {
        throw refused(name, "makes images of vectors, which is not compiled");
      }
      vertex.setPreProcessor(null);
    }
  }

  private void norm(String name, Layer layer) {
    if (!(layer instanceof BatchNormalization norm)) {
      return;
    }
    if (norm.isLockGammaBeta()) {
      long channels = norm.getNOut();
      double gamma = norm.getGamma();
      double beta = norm.getBeta();
      constant(name + "_gamma", gamma, channels);
      constant(name + "_beta", beta, channels);
      norm.setLockGammaBeta(false);
    }
    // Deeplearning4j 1.0.0-M2.1 reads no other of its own back as it was.
    if (!norm.isUseLogStd() && !(norm instanceof BatchNorm)) {
      String logarithm = name + "_log10stdev";
      renamed.put(logarithm, name + "_var");
      made.put(logarithm, GraphWeights::logarithm);
      norm.setUseLogStd(true);
    }
  }

  private void constant(String parameter, double value, long... shape) {
    renamed.put(parameter, "");
    made.put(parameter, none -> Nd4j.valueArrayOf(shape, value, DataType.FLOAT));
  }

  private Layer layer(String vertex) {
    return graph.getVertices().get(vertex) instanceof LayerVertex layer
        ? layer.getLayerConf().getLayer()
        : null;
  }

  private String before(String vertex) {
    return graph.getVertexInputs().get(vertex).get(0);
  }

  private static boolean softmax(IActivation function) {
    return function instanceof ActivationSoftmax;
  }

  private static boolean identity(IActivation function) {
    return function instanceof ActivationIdentity;
  }

  /** Finds the last linear layer and has the graph end there. */
  private void end() {
    String last = graph.getNetworkOutputs().get(0);
    if (layer(last) instanceof OutputLayer output) {
      if (!softmax(output.getActivationFn())) {
        throw refused(last, "classifies by " + output.getActivationFn() + "; softmax is read");
      }
      if (!output.hasBias()) {
        constant(last + "_b", 0, output.getNOut());
        output.setHasBias(true);
      }
      return;
    }
    String at = last;
    boolean normalised = false;
    if (layer(at) instanceof LossLayer loss) {
      normalised = softmax(loss.getActivationFn());
      if (!normalised && !identity(loss.getActivationFn())) {
        throw refused(at, "classifies by " + loss.getActivationFn() + "; softmax is read");
      }
      at = removed(at);
    }
    if (!normalised
        && layer(at) instanceof ActivationLayer function
        && softmax(function.getActivationFn())) {
      normalised = true;
      at = removed(at);
    }
    if (layer(at) instanceof DenseLayer dense
        && !dense.hasLayerNorm()
        && (normalised ? identity(dense.getActivationFn()) : softmax(dense.getActivationFn()))) {
      output(at, dense, dense.hasBias());
    } else if (!normalised) {
      throw refused(last, "ends without softmax, so that it is no classifier that is read");
    } else if (!convolution(at)) {
      appended(at, last);
    }
  }

  /** Takes the last vertex away; the name of the one before. */
  private String removed(String vertex) {
    String before = before(vertex);
    graph.getVertices().remove(vertex);
    graph.getVertexInputs().remove(vertex);
    return before;
  }

  private boolean readTwice(String vertex) {
    return graph.getVertexInputs().values().stream().filter(in -> in.contains(vertex)).count() > 1;
  }

  /** A 1 x 1 convolution under a mean over the image is a linear layer after the mean. */
  private boolean convolution(String pool) {
    if (!(layer(pool) instanceof GlobalPoolingLayer mean)
        || mean.getPoolingType() != PoolingType.AVG) {
      return false;
    }
    String name = before(pool);
    if (!(layer(name) instanceof ConvolutionLayer scores)
        || scores.getClass() != ConvolutionLayer.class
        || !identity(scores.getActivationFn())
        || !all(1, scores.getKernelSize())
        || !all(1, scores.getStride())
        || !all(0, scores.getPadding())
        || ((LayerVertex) graph.getVertices().get(name)).getPreProcessor() != null
        || readTwice(name)) {
      return false;
    }
    graph.getVertexInputs().put(pool, List.of(before(name)));
    graph.getVertexInputs().put(name, List.of(pool));
    made.put(
        name + "_W", weight -> weight.reshape('c', scores.getNOut(), scores.getNIn()).transpose());
    output(name, scores, scores.hasBias());
    return true;
  }

  private static boolean all(int expected, int... values) {
    for (int value : values) {
      if (value != expected) {
        return false;
      }
    }
    return true;
  }

  /** An output layer in a layer's place. */
  private void output(String name, FeedForwardLayer instead, boolean bias) {
    LayerVertex old = (LayerVertex) graph.getVertices().get(name);
    LayerVertex vertex = head(name, instead.getNIn(), instead.getNOut());
    vertex.setPreProcessor(old.getPreProcessor());
    graph.getVertices().remove(name);
    graph.getVertices().put(name, vertex);
    graph.setNetworkOutputs(List.of(name));
    if (!bias) {
      constant(name + "_b", 0, instead.getNOut());
    }
  }

  private LayerVertex head(String name, long in, long out) {
    OutputLayer layer =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .name(name)
            .activation(Activation.SOFTMAX)
            .nIn(in)
            .nOut(out)
            .build();
    NeuralNetConfiguration conf = graph.getDefaultConfiguration().clone();
    conf.setLayer(layer);
    return new LayerVertex(conf, null);
  }

  /** Where what comes last is not linear, a head that leaves it as it is. */
  private void appended(String at, String name) {
    graph.setNetworkOutputs(List.of(at));
    InputType made =
        graph.getLayerActivationTypes(InputType.convolutional(imageSize, imageSize, 3)).get(at);
    if (!(made instanceof InputType.InputTypeFeedForward values)) {
      throw refused(at, "makes " + made + " for a softmax; a vector is expected");
    }
    long classes = values.getSize();
    graph.getVertices().put(name, head(name, classes, classes));
    graph.getVertexInputs().put(name, List.of(at));
    graph.setNetworkOutputs(List.of(name));
    renamed.put(name + "_W", "");
    this.made.put(name + "_W", none -> Nd4j.eye(classes));
    constant(name + "_b", 0, classes);
  }
}
