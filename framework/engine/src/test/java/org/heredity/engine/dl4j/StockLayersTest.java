package org.heredity.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small graphs of stock layers in every setting, against Deeplearning4j's own results. */
class StockLayersTest {
  private static final int CLASSES = 3;

  private static ConvolutionLayer.Builder conv(int out, int kernel, int stride) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .nOut(out)
        .activation(Activation.IDENTITY);
  }

  private static SubsamplingLayer.Builder pool(SubsamplingLayer.PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(3, 3).stride(2, 2);
  }

  private static GraphBuilder graph(int side) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.convolutional(side, side, 3));
  }

  private static Model built(GraphBuilder graph, String last) {
    ComputationGraph model = new ComputationGraph(graph.setOutputs(last).build());
    model.init();
    return model;
  }

  private static Model headed(GraphBuilder graph, String last) {
    graph
        .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), last)
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(CLASSES)
                .build(),
            "mean");
    return built(graph, "out");
  }

  private static Dl4jOracle equal(Model model, int side) throws JsonProcessingException {
    Dl4jOracle oracle = new Dl4jOracle(model, side, 1.5);
    oracle.requireEqualOutputs();
    return oracle;
  }

  /** Padding by Deeplearning4j itself is uneven where the side is odd or even. */
  @ParameterizedTest
  @CsvSource({"12", "13", "15"})
  void paddingOfItsOwn(int side) throws JsonProcessingException {
    GraphBuilder graph = graph(side);
    graph
        .addLayer("a", conv(4, 3, 2).convolutionMode(ConvolutionMode.Same).build(), "in")
        .addLayer(
            "b",
            conv(5, 3, 1)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.LEAKYRELU)
                .build(),
            "a")
        .addLayer(
            "max",
            pool(SubsamplingLayer.PoolingType.MAX).convolutionMode(ConvolutionMode.Same).build(),
            "b")
        .addLayer(
            "mean0",
            pool(SubsamplingLayer.PoolingType.AVG).convolutionMode(ConvolutionMode.Same).build(),
            "b")
        .addVertex("both", new MergeVertex(), "max", "mean0");
    equal(headed(graph, "both"), side);
  }

  /** ND4J's operation has none in single precision on processors. */
  @Test
  void gapsOfTheKernel() throws JsonProcessingException {
    GraphBuilder graph = graph(15);
    graph
        .addLayer(
            "a", conv(5, 4, 1).convolutionMode(ConvolutionMode.Same).dilation(2, 1).build(), "in")
        .addLayer("b", conv(4, 3, 2).padding(1, 2).dilation(1, 2).build(), "a");
    new Dl4jOracle(headed(graph, "b"), 15, 1.5).requireEqualOutputsOfOneDnn();
  }

  @ParameterizedTest
  @CsvSource({"TRUE", "FALSE"})
  void paddingThatIsSaid(boolean counts) throws JsonProcessingException {
    GraphBuilder graph = graph(14);
    graph
        .addLayer("a", conv(4, 3, 1).padding(2, 1).activation(Activation.TANH).build(), "in")
        .addLayer("max", pool(SubsamplingLayer.PoolingType.MAX).padding(1, 1).build(), "a")
        .addLayer(
            "avg",
            pool(SubsamplingLayer.PoolingType.AVG)
                .padding(1, 1)
                .avgPoolIncludePadInDivisor(counts)
                .build(),
            "a")
        .addVertex("both", new MergeVertex(), "max", "avg");
    equal(headed(graph, "both"), 14);
  }

  @Test
  void zerosOfTheirOwnLayer() throws JsonProcessingException {
    GraphBuilder graph = graph(15);
    graph
        .addLayer("zeros", new ZeroPaddingLayer(3, 2, 1, 0), "in")
        .addLayer("a", conv(4, 5, 2).activation(Activation.RELU).build(), "zeros")
        .addLayer("more", new ZeroPaddingLayer(1, 1), "a")
        .addLayer("max", pool(SubsamplingLayer.PoolingType.MAX).build(), "more");
    equal(headed(graph, "max"), 15);
  }

  @Test
  void convolutionsOfSingleChannels() throws JsonProcessingException {
    GraphBuilder graph = graph(12);
    graph
        .addLayer(
            "depth",
            new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(2)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU6)
                .nOut(6)
                .build(),
            "in")
        .addLayer(
            "apart",
            new SeparableConvolution2D.Builder(3, 3)
                .depthMultiplier(2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.SWISH)
                .nOut(5)
                .build(),
            "depth")
        .addLayer(
            "bare",
            new SeparableConvolution2D.Builder(2, 2)
                .hasBias(false)
                .activation(Activation.SIGMOID)
                .nOut(4)
                .build(),
            "apart");
    Dl4jOracle oracle = equal(headed(graph, "bare"), 12);
    assertEquals(
        List.of(6L, 1L, 3L, 3L), shape(oracle, "depth.weight"), "as PyTorch has depthwise weights");
    assertEquals(List.of(12L, 1L, 3L, 3L), shape(oracle, "apart.depthwise.weight"));
  }

  private static List<Long> shape(Dl4jOracle oracle, String tensor) {
    long[] shape = oracle.read().weights().get(tensor).shape();
    return Arrays.stream(shape).boxed().toList();
  }

  /** Batch norms with and without parameters, and with an activation that they do not compute. */
  @Test
  void norms() throws JsonProcessingException {
    GraphBuilder graph = graph(10);
    graph
        .addLayer("a", conv(4, 3, 1).hasBias(false).build(), "in")
        .addLayer("log", new BatchNormalization.Builder().eps(1e-2).decay(0.7).build(), "a")
        .addLayer(
            "plain",
            new BatchNormalization.Builder().useLogStd(false).activation(Activation.RELU).build(),
            "log")
        .addLayer(
            "locked",
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(-0.25).build(),
            "plain")
        .addLayer("lrn", new LocalResponseNormalization.Builder().n(3).build(), "locked")
        .addLayer("wide", new LocalResponseNormalization.Builder(4, 0.1, 0.7).build(), "lrn");
    equal(headed(graph, "wide"), 10);
  }

  @Test
  void verticesOfSeveral() throws JsonProcessingException {
    GraphBuilder graph = graph(10);
    graph
        .addLayer("a", conv(4, 3, 1).build(), "in")
        .addLayer("b", conv(4, 3, 1).activation(Activation.TANH).build(), "in")
        .addLayer("c", conv(4, 3, 1).activation(Activation.SIGMOID).build(), "in")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b", "c")
        .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "sum", "b", "c")
        .addLayer("none", new DropoutLayer(0.5), "product")
        .addLayer("same", new ActivationLayer(Activation.IDENTITY), "none")
        .addLayer(
            "flat", new DenseLayer.Builder().nOut(7).activation(Activation.RELU).build(), "same")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .hasBias(false)
                .activation(Activation.SOFTMAX)
                .nOut(CLASSES)
                .dropOut(0.5)
                .build(),
            "flat");
    equal(built(graph, "out"), 10);
  }

  /** Heads that are no output layer. */
  @ParameterizedTest
  @CsvSource({"IDENTITY, true", "IDENTITY, false", "RELU, true"})
  void aConvolutionUnderAMean(Activation function, boolean bias) throws JsonProcessingException {
    GraphBuilder graph = graph(9);
    graph
        .addLayer("a", conv(6, 3, 1).activation(Activation.RELU).build(), "in")
        .addLayer("scores", conv(CLASSES, 1, 1).hasBias(bias).activation(function).build(), "a")
        .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "scores")
        .addLayer("softmax", new ActivationLayer(Activation.SOFTMAX), "mean")
        .addLayer(
            "loss",
            new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.IDENTITY).build(),
            "softmax");
    Dl4jOracle oracle = equal(built(graph, "loss"), 9);
    boolean linear = function == Activation.IDENTITY;
    assertEquals(linear ? "scores" : "loss", oracle.read().spec().architecture().head());
    assertEquals(linear ? 6 : CLASSES, oracle.spec().plan().headIn());
  }

  @Test
  void aChainOfLayers() throws JsonProcessingException {
    MultiLayerNetwork chain =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(conv(4, 3, 1).activation(Activation.RELU).build())
                .layer(pool(SubsamplingLayer.PoolingType.MAX).build())
                .layer(new DenseLayer.Builder().nOut(9).activation(Activation.TANH).build())
                .layer(
                    new DenseLayer.Builder().nOut(CLASSES).activation(Activation.IDENTITY).build())
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(11, 11, 3))
                .build());
    chain.init();
    Dl4jOracle oracle = equal(chain, 11);
    oracle.requireEqualGradients();
    assertEquals("layer3", oracle.read().spec().architecture().head());
  }

  @Test
  void aPartOfAVector() throws JsonProcessingException {
    GraphBuilder graph = graph(8);
    graph
        .addLayer("a", conv(6, 3, 1).activation(Activation.RELU).build(), "in")
        .addLayer("mean", new GlobalPoolingLayer(PoolingType.MAX), "a")
        .addVertex("part", new SubsetVertex(1, 4), "mean")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(4)
                .nOut(CLASSES)
                .build(),
            "part");
    equal(built(graph, "out"), 8);
  }
}
