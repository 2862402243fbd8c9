package org.heredity.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;

/** A network of Deeplearning4j's own layers that is none of the known ones, of random weights. */
final class ForeignGraph {
  private ForeignGraph() {}

  /** Of three classes, for images of {@link SmallWorld#SIDE} pixels. */
  static Path write(Path file) throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(SmallWorld.SIDE, SmallWorld.SIDE, 3))
                .addLayer("a", conv(8).build(), "pixels")
                .addLayer("an", new BatchNormalization(), "a")
                .addLayer(
                    "half",
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                    "an")
                .addLayer("b", conv(12).build(), "half")
                .addLayer(
                    "c",
                    new SeparableConvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .nOut(16)
                        .activation(Activation.RELU)
                        .build(),
                    "b")
                .addLayer("d", conv(16).build(), "c")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "d")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().activation(Activation.SOFTMAX).nOut(3).build(),
                    "mean")
                .setOutputs("out")
                .build());
    graph.init();
    ModelSerializer.writeModel(graph, file.toFile(), true);
    return file;
  }

  private static ConvolutionLayer.Builder conv(int out) {
    return new ConvolutionLayer.Builder(3, 3).nOut(out).activation(Activation.RELU);
  }
}
