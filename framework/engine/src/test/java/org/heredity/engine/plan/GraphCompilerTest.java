package org.heredity.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.Convolution;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class GraphCompilerTest {
  private static Convolution convolution(int in, int out) {
    return new Convolution.Builder(3, 1, 1)
        .nIn(in)
        .nOut(out)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build();
  }

  /** A graph of an input of another name than ours, and of what {@code middle} adds. */
  private static ComputationGraphConfiguration graph(Consumer<GraphBuilder> middle) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("pictures")
            .setInputTypes(InputType.convolutional(8, 8, 3))
            .addLayer("first", convolution(3, 4), "pictures");
    middle.accept(graph);
    return graph.setOutputs("last").build();
  }

  private static String refusal(String vertex, Consumer<GraphBuilder> middle) {
    ComputationGraphConfiguration graph = graph(middle);
    String message =
        assertThrows(IllegalArgumentException.class, () -> GraphCompiler.compile(graph))
            .getMessage();
    assertTrue(message.startsWith("layer '" + vertex + "' "), message);
    assertTrue(message.contains("; the engine compiles org.heredity.layers' Convolution"), message);
    return message;
  }

  /** One layer more, between the convolution and the average. */
  private static String refusal(Layer layer) {
    return refusal(
        "odd",
        graph ->
            graph
                .addLayer("odd", layer, "first")
                .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "odd")
                .addLayer("last", output(), "average"));
  }

  @Test
  void compilesAGraphThatIsNoneOfOurs() {
    Plan plan =
        GraphCompiler.compile(
            graph(
                graph ->
                    graph
                        .addLayer("norm", new BatchNorm(4), "first")
                        .addVertex(
                            "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "first")
                        .addLayer("relu", new ActivationLayer(Activation.RELU), "sum")
                        .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "relu")
                        .addLayer("last", output(), "average")));
    assertEquals(new Node.Conv("first", Plan.INPUT, 3, 4, 3, 1, 1, true), plan.nodes().get(0));
    assertEquals(new Node.Add("sum", "norm", "first"), plan.nodes().get(2));
    assertEquals("average", plan.features());
    assertEquals("last", plan.head());
    assertEquals(2, plan.headOut());
  }

  @Test
  void namesWhatItCannotCompile() {
    String message = refusal(new BatchNormalization.Builder().nIn(4).nOut(4).build());
    assertTrue(message.contains("org.deeplearning4j.nn.conf.layers.BatchNormalization"), message);
    refusal(new ConvolutionLayer.Builder(3, 3).nIn(4).nOut(4).build());
    refusal(new ActivationLayer(Activation.TANH));
    refusal(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG).build());
    message =
        refusal(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 1)
                .stride(1, 1)
                .build());
    assertTrue(message.contains("[2, 1]"), message);
    refusal(new Convolution.Builder(3, 1, 1).nIn(4).nOut(4).activation(Activation.RELU).build());
    refusal(
        new Convolution.Builder(3, 1, 1)
            .nIn(4)
            .nOut(4)
            .dilation(2, 2)
            .activation(Activation.IDENTITY)
            .build());
  }

  /** Each of these was once compiled as something else. */
  @Test
  void refusesVerticesThatLookLikeThoseItKnows() {
    refusal(
        "most",
        graph ->
            graph
                .addLayer("second", convolution(3, 4), "pictures")
                .addVertex(
                    "most", new ElementWiseVertex(ElementWiseVertex.Op.Max), "first", "second")
                .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "most")
                .addLayer("last", output(), "average"));
    refusal(
        "both",
        graph ->
            graph
                .addVertex("both", new MergeVertex(), "first", "first")
                .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "both")
                .addLayer("last", output(), "average"));
    refusal(
        "largest",
        graph ->
            graph
                .addLayer("largest", new GlobalPoolingLayer(PoolingType.MAX), "first")
                .addLayer("last", output(), "largest"));
    String message =
        refusal(
            "last",
            graph ->
                graph.addLayer(
                    "last",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "first"));
    assertTrue(message.contains("CnnToFeedForwardPreProcessor"), message);
    refusal(
        "last",
        graph ->
            graph
                .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "first")
                .addLayer("last", new DenseLayer.Builder().nIn(4).nOut(2).build(), "average"));
  }

  @Test
  void aSpecificationCompilesOnce() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    assertSame(spec.plan(), spec.plan());
  }
}
