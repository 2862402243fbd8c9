package org.heredity.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Activation.Function;
import org.heredity.engine.zoo.Architectures;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.Axis;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.Convolution;
import org.heredity.layers.Window;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class GraphCompilerTest {
  private static final int SIDE = 8;

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
            .setInputTypes(InputType.convolutional(SIDE, SIDE, 3))
            .addLayer("first", convolution(3, 4), "pictures");
    middle.accept(graph);
    return graph.setOutputs("last").build();
  }

  private static String refusal(String vertex, Consumer<GraphBuilder> middle) {
    ComputationGraphConfiguration graph = graph(middle);
    String message =
        assertThrows(IllegalArgumentException.class, () -> GraphCompiler.compile(graph, SIDE))
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
                        .addLayer("last", output(), "average")),
            SIDE);
    assertEquals(new Node.Conv("first", Plan.INPUT, 3, 4, 3, 1, 1, true), plan.nodes().get(0));
    assertEquals(new Node.Add("sum", "norm", "first"), plan.nodes().get(2));
    assertEquals("average", plan.features());
    assertEquals("last", plan.head());
    assertEquals(2, plan.headOut());
  }

  @Test
  void namesWhatItCannotCompile() {
    String message = refusal(new Deconvolution2D.Builder(3, 3).nIn(4).nOut(4).build());
    assertTrue(message.contains("org.deeplearning4j.nn.conf.layers.Deconvolution2D"), message);
    // Its parameters are others, which the door for files replaces.
    message = refusal(new BatchNormalization.Builder(true).nIn(4).nOut(4).build());
    assertTrue(message.contains("locks gamma"), message);
    refusal(new ZeroPaddingLayer(1, 1));
    refusal(new Upsampling2D.Builder(2).build());
    refusal(new ActivationLayer(Activation.CUBE));
    refusal(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM).pnorm(2).build());
    refusal(
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(2, 2)
            .stride(1, 1)
            .dilation(2, 2)
            .build());
    refusal(new Convolution.Builder(3, 1, 1).nIn(4).nOut(4).activation(Activation.RELU).build());
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
        "last",
        graph ->
            graph
                .addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), "first")
                .addLayer("last", new DenseLayer.Builder().nIn(4).nOut(2).build(), "average"));
  }

  @Test
  void compilesWhatOtherNetworksHave() {
    Plan plan =
        GraphCompiler.compile(
            graph(
                graph ->
                    graph
                        .addLayer(
                            "depthwise",
                            new Convolution.Builder(
                                    new Window(new Axis(3, 2, 0, 1, 1), new Axis(1, 1, 0, 0, 2)))
                                .groups(4)
                                .nIn(4)
                                .nOut(4)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                            "first")
                        .addLayer("relu6", new ActivationLayer(Activation.RELU6), "depthwise")
                        .addVertex("both", new MergeVertex(), "relu6", "depthwise")
                        .addLayer(
                            "pool",
                            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(2, 1)
                                .stride(1, 1)
                                .build(),
                            "both")
                        .addLayer("parts", new AdaptiveAveragePool(2), "pool")
                        .addLayer(
                            "hidden",
                            new DenseLayer.Builder()
                                .nIn(32)
                                .nOut(5)
                                .activation(Activation.IDENTITY)
                                .build(),
                            "parts")
                        .addLayer("leaky", new ActivationLayer(Activation.LEAKYRELU), "hidden")
                        .addVertex("part", new SubsetVertex(1, 4), "leaky")
                        .addLayer("last", output(), "part")),
            SIDE);
    Window window = new Window(new Axis(3, 2, 0, 1, 1), new Axis(1, 1, 0, 0, 2));
    assertEquals(
        List.of(
            new Node.Conv("depthwise", "first", 4, 4, window, 4, false, false),
            new org.heredity.engine.plan.Activation("relu6", "depthwise", Function.RELU6),
            new Concat("both", List.of("relu6", "depthwise"), 8),
            new AveragePool(
                "pool", "both", new Window(Axis.of(2, 1, 0), Axis.of(1, 1, 0)), false, false),
            new AdaptiveAverage("parts", "pool", 2),
            new Flatten("hidden.flatten", "parts"),
            Node.Conv.linear("hidden", "hidden.flatten", 32, 5, true),
            new org.heredity.engine.plan.Activation("leaky", "hidden", Function.LEAKY_RELU, 0.01),
            new Channels("part", "leaky", 5, List.of(1, 2, 3, 4))),
        plan.nodes().subList(1, plan.nodes().size()));
  }

  @Test
  void aSpecificationCompilesOnce() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    assertSame(spec.plan(), spec.plan());
  }
}
