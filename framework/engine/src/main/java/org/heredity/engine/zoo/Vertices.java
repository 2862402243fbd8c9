package org.heredity.engine.zoo;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.ChannelGate;
import org.heredity.layers.ChannelPick;
import org.heredity.layers.Convolution;
import org.heredity.layers.PaddedShortcut;
import org.heredity.layers.Window;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Builds a graph vertex by vertex; each method returns the name of the vertex it added. */
final class Vertices {
  private final GraphBuilder graph;
  private final UnaryOperator<String> names;

  Vertices(int imageSize, long seed, IUpdater updater) {
    names = name -> name;
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            .graphBuilder()
            .addInputs(Plan.INPUT)
            .setInputTypes(InputType.convolutional(imageSize, imageSize, 3));
  }

  private Vertices(GraphBuilder graph, UnaryOperator<String> names) {
    this.graph = graph;
    this.names = names;
  }

  /** The same graph, for one who calls vertices otherwise than they are called in it. */
  Vertices renamed(UnaryOperator<String> called) {
    return new Vertices(graph, called);
  }

  String conv(String name, String input, int in, int out, int kernel, int stride, boolean bias) {
    return layer(
        name,
        input,
        new Convolution.Builder(kernel, stride, kernel / 2)
            .nIn(in)
            .nOut(out)
            .hasBias(bias)
            .activation(Activation.IDENTITY)
            .build());
  }

  /** Without bias, padded so that a stride of 1 leaves the side as it is. */
  String groups(String name, String input, int in, int out, int kernel, int stride, int groups) {
    return layer(
        name,
        input,
        new Convolution.Builder(kernel, stride, kernel / 2)
            .groups(groups)
            .nIn(in)
            .nOut(out)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build());
  }

  /** With bias, one channel at a time; the side stays as it is. */
  String depthwise(String name, String input, int channels, int kernel) {
    return layer(
        name,
        input,
        new Convolution.Builder(kernel, 1, kernel / 2)
            .groups(channels)
            .nIn(channels)
            .nOut(channels)
            .activation(Activation.IDENTITY)
            .build());
  }

  /** A linear layer on every pixel. */
  String everyPixel(String name, String input, int in, int out) {
    return layer(
        name,
        input,
        new Convolution.Builder(1, 1, 0)
            .linear()
            .nIn(in)
            .nOut(out)
            .activation(Activation.IDENTITY)
            .build());
  }

  /** With bias and any window. */
  String window(String name, String input, int in, int out, Window window) {
    return layer(
        name,
        input,
        new Convolution.Builder(window).nIn(in).nOut(out).activation(Activation.IDENTITY).build());
  }

  /** Any layer that says all of itself. */
  String layer(String name, String input, Layer layer) {
    graph.addLayer(names.apply(name), layer, names.apply(input));
    return name;
  }

  private String vertex(String name, GraphVertex vertex, String... inputs) {
    graph.addVertex(
        names.apply(name), vertex, Arrays.stream(inputs).map(names).toArray(String[]::new));
    return name;
  }

  String activation(String name, String input, IActivation function) {
    return layer(name, input, new ActivationLayer(function));
  }

  String pick(String name, String input, ChannelPick picks) {
    return layer(name, input, picks);
  }

  /** The mean over height and width, which stays an image. */
  String pixel(String name, String input) {
    return layer(
        name,
        input,
        new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build());
  }

  /** The product of images and a factor for each channel. */
  String gate(String name, String images, String factors) {
    return vertex(name, new ChannelGate(), images, factors);
  }

  String concat(String name, String... inputs) {
    return vertex(name, new MergeVertex(), inputs);
  }

  String averagePool(String name, String input, int kernel, int stride, int padding) {
    return layer(
        name,
        input,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .padding(padding, padding)
            .build());
  }

  /** Means over {@code side x side} parts. */
  String adaptive(String name, String input, int side) {
    return layer(name, input, new AdaptiveAveragePool(side));
  }

  String linear(String name, String input, int in, int out) {
    return layer(
        name,
        input,
        new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.IDENTITY).build());
  }

  String norm(String name, String input, int channels) {
    return layer(name, input, new BatchNorm(channels));
  }

  String norm(String name, String input, int channels, double epsilon, double decay) {
    return layer(name, input, new BatchNorm(channels, epsilon, decay));
  }

  String relu(String name, String input) {
    return layer(name, input, new ActivationLayer(Activation.RELU));
  }

  String add(String name, String first, String second) {
    return vertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), first, second);
  }

  String maxPool(String name, String input, int kernel, int stride, int padding) {
    return layer(
        name,
        input,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .padding(padding, padding)
            .build());
  }

  String padShortcut(String name, String input, int in, int out, int stride) {
    return layer(name, input, new PaddedShortcut(in, out, stride));
  }

  String average(String name, String input) {
    return layer(name, input, new GlobalPoolingLayer(PoolingType.AVG));
  }

  ComputationGraphConfiguration head(String name, String input, int in, int classes) {
    layer(
        name,
        input,
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nIn(in)
            .nOut(classes)
            .build());
    graph.setOutputs(names.apply(name));
    return graph.build();
  }
}
