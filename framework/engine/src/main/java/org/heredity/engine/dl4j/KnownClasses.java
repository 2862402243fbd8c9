package org.heredity.engine.dl4j;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
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
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.ChannelGate;
import org.heredity.layers.ChannelNorm;
import org.heredity.layers.ChannelPick;
import org.heredity.layers.ChannelScale;
import org.heredity.layers.Convolution;
import org.heredity.layers.Gelu;
import org.heredity.layers.GeluTanh;
import org.heredity.layers.HardSigmoid;
import org.heredity.layers.HardSwish;
import org.heredity.layers.PaddedShortcut;
import org.heredity.layers.WindowPool;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Names of the classes that a file may name, and of those that stand for what it says else. */
final class KnownClasses {
  static final String LAYER_VERTEX = LayerVertex.class.getName();
  static final String DROPOUT = Dropout.class.getName();
  static final String UPDATER = Sgd.class.getName();
  static final String INITIALISATION = WeightInitXavier.class.getName();
  static final String LOSS = LossMCXENT.class.getName();

  static final Set<String> VERTICES =
      names(
          LayerVertex.class,
          MergeVertex.class,
          ElementWiseVertex.class,
          SubsetVertex.class,
          ChannelGate.class);

  static final Set<String> LOSSES = names(OutputLayer.class, LossLayer.class);

  /** Layers that Deeplearning4j gives an updater and initial weights. */
  static final Set<String> TRAINED =
      names(
          ConvolutionLayer.class,
          DepthwiseConvolution2D.class,
          SeparableConvolution2D.class,
          BatchNormalization.class,
          DenseLayer.class,
          OutputLayer.class,
          LossLayer.class,
          Convolution.class,
          BatchNorm.class,
          ChannelNorm.class,
          ChannelScale.class);

  static final Set<String> LAYERS =
      Stream.concat(
              TRAINED.stream(),
              names(
                  SubsamplingLayer.class,
                  ActivationLayer.class,
                  DropoutLayer.class,
                  GlobalPoolingLayer.class,
                  LocalResponseNormalization.class,
                  ZeroPaddingLayer.class,
                  PaddedShortcut.class,
                  AdaptiveAveragePool.class,
                  WindowPool.class,
                  ChannelPick.class)
                  .stream())
          .collect(Collectors.toUnmodifiableSet());

  static final Set<String> ACTIVATIONS =
      names(
          ActivationIdentity.class,
          ActivationReLU.class,
          ActivationReLU6.class,
          ActivationLReLU.class,
          ActivationSwish.class,
          ActivationSigmoid.class,
          ActivationTanH.class,
          ActivationSoftmax.class,
          Gelu.class,
          GeluTanh.class,
          HardSwish.class,
          HardSigmoid.class);

  static final Set<String> PREPROCESSORS =
      names(CnnToFeedForwardPreProcessor.class, FeedForwardToCnnPreProcessor.class);

  /** Where our layers were before they had a module of their own. */
  private static final String FORMERLY = "org.heredity.engine.layers.";

  private KnownClasses() {}

  /** A class by the name that it has now. */
  static String now(String name) {
    return name.startsWith(FORMERLY)
        ? Convolution.class.getPackageName() + "." + name.substring(FORMERLY.length())
        : name;
  }

  private static Set<String> names(Class<?>... classes) {
    return Stream.of(classes).map(Class::getName).collect(Collectors.toUnmodifiableSet());
  }
}
