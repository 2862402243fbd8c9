package org.heredity.engine.plan;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.Axis;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.CeilAveragePool;
import org.heredity.layers.CeilMaxPool;
import org.heredity.layers.ChannelNorm;
import org.heredity.layers.ChannelPick;
import org.heredity.layers.ChannelScale;
import org.heredity.layers.Convolution;
import org.heredity.layers.Gelu;
import org.heredity.layers.GeluTanh;
import org.heredity.layers.HardSigmoid;
import org.heredity.layers.HardSwish;
import org.heredity.layers.PaddedShortcut;
import org.heredity.layers.Window;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Makes a node of one layer of Deeplearning4j.
 *
 * @param name the layer's vertex
 * @param input whose result it takes
 * @param channels of that
 */
record LayerCompiler(String name, String input, int channels) {
  private static final String KNOWN =
      "; the engine compiles org.heredity.layers' Convolution, BatchNorm, PaddedShortcut,"
          + " AdaptiveAveragePool, CeilAveragePool, CeilMaxPool, ChannelNorm, ChannelPick,"
          + " ChannelScale and ChannelGate, and Deeplearning4j's ActivationLayer (RELU, RELU6,"
          + " LEAKYRELU, SWISH, SIGMOID, TANH, and Gelu, GeluTanh, HardSwish and HardSigmoid of"
          + " org.heredity.layers), SubsamplingLayer (MAX, AVG), GlobalPoolingLayer (AVG, MAX),"
          + " LocalResponseNormalization, DenseLayer, ElementWiseVertex (Add and Product of two),"
          + " MergeVertex, SubsetVertex and OutputLayer (last)";

  /** Refuses what cannot be compiled, and says what can. */
  static IllegalArgumentException refused(String name, String what) {
    return new IllegalArgumentException("layer '" + name + "' " + what + KNOWN);
  }

  private void require(String otherwise, boolean condition) {
    if (!condition) {
      throw refused(name, otherwise);
    }
  }

  /**
   * The node.
   *
   * @throws IllegalArgumentException naming the layer if it cannot be compiled
   */
  Node node(Layer layer) {
    require("drops inputs out", layer.getIDropout() == null);
    if (layer instanceof Convolution c) {
      return convolution(c);
    }
    if (layer instanceof BatchNorm b) {
      return new Node.Norm(name, input, (int) b.getNOut(), b.getEps(), b.getDecay());
    }
    if (layer instanceof ActivationLayer a) {
      return activation(a.getActivationFn());
    }
    if (layer instanceof SubsamplingLayer p) {
      return pool(p);
    }
    if (layer instanceof GlobalPoolingLayer p) {
      boolean largest = p.getPoolingType() == PoolingType.MAX;
      require("pools by " + p.getPoolingType(), largest || p.getPoolingType() == PoolingType.AVG);
      return largest ? new GlobalMax(name, input) : new Node.GlobalAverage(name, input);
    }
    if (layer instanceof PaddedShortcut s) {
      return new Node.PadShortcut(name, input, s.getIn(), s.getOut(), s.getStride());
    }
    if (layer instanceof AdaptiveAveragePool p) {
      return new AdaptiveAverage(name, input, p.getSide());
    }
    if (layer instanceof ChannelPick p) {
      List<Integer> picks = Arrays.stream(p.getPicks()).boxed().toList();
      return new Channels(name, input, channels, picks);
    }
    if (layer instanceof ChannelNorm n) {
      return new LayerNorm(name, input, (int) n.getNIn(), n.getEpsilon());
    }
    if (layer instanceof ChannelScale s) {
      return new LayerScale(name, input, (int) s.getNIn());
    }
    if (layer instanceof CeilAveragePool p) {
      return new AveragePool(name, input, Window.square(p.getSide(), p.getSide(), 0), true, false);
    }
    if (layer instanceof CeilMaxPool p) {
      Window window = Window.square(p.getKernel(), p.getStride(), p.getPadding());
      return new Node.MaxPool(name, input, window, true);
    }
    if (layer instanceof LocalResponseNormalization n) {
      int size = (int) n.getN();
      require("sums over " + n.getN() + " channels", size == n.getN() && size % 2 == 1);
      return new LocalNorm(name, input, size, n.getK(), n.getAlpha() * size, n.getBeta());
    }
    if (layer instanceof DenseLayer d) {
      require("has an activation or layer norm", !d.hasLayerNorm() && identity(d));
      return Node.Conv.linear(name, input, (int) d.getNIn(), (int) d.getNOut(), d.hasBias());
    }
    throw refused(name, "is a " + layer.getClass().getName());
  }

  private Node convolution(Convolution c) {
    require(
        "is no convolution with explicit padding and without activation",
        c.getConvolutionMode() != ConvolutionMode.Same
            && c.getConvolutionMode() != ConvolutionMode.Causal
            && identity(c));
    int in = (int) c.getNIn();
    int out = (int) c.getNOut();
    return new Node.Conv(
        name, input, in, out, c.window(), c.getGroups(), c.hasBias(), c.isLinear());
  }

  private static boolean identity(FeedForwardLayer layer) {
    return layer.getActivationFn() instanceof ActivationIdentity;
  }

  private Node pool(SubsamplingLayer p) {
    boolean largest = p.getPoolingType() == PoolingType.MAX;
    require(
        "pools by " + p.getPoolingType() + ", or with implicit padding or dilation",
        (largest || p.getPoolingType() == PoolingType.AVG)
            && p.getConvolutionMode() != ConvolutionMode.Same
            && Arrays.stream(p.getDilation()).allMatch(d -> d == 1));
    int[] kernel = p.getKernelSize();
    int[] stride = p.getStride();
    int[] padding = p.getPadding();
    Window window =
        new Window(
            Axis.of(kernel[0], stride[0], padding[0]), Axis.of(kernel[1], stride[1], padding[1]));
    return largest
        ? new Node.MaxPool(name, input, window, false)
        : new AveragePool(name, input, window, false, p.isAvgPoolIncludePadInDivisor());
  }

  private Node activation(IActivation function) {
    if (function instanceof ActivationReLU) {
      return new Node.Relu(name, input);
    }
    if (function instanceof ActivationLReLU leaky) {
      return new Activation(name, input, Activation.Function.LEAKY_RELU, leaky.getAlpha());
    }
    Activation.Function known = known(function);
    require("is the activation " + function, known != null);
    return new Activation(name, input, known);
  }

  /** Null for another one. */
  private static Activation.Function known(IActivation function) {
    if (function instanceof ActivationReLU6) {
      return Activation.Function.RELU6;
    }
    if (function instanceof ActivationSwish) {
      return Activation.Function.SILU;
    }
    if (function instanceof HardSwish) {
      return Activation.Function.HARD_SWISH;
    }
    if (function instanceof HardSigmoid) {
      return Activation.Function.HARD_SIGMOID;
    }
    if (function instanceof ActivationSigmoid) {
      return Activation.Function.SIGMOID;
    }
    if (function instanceof ActivationTanH) {
      return Activation.Function.TANH;
    }
    if (function instanceof Gelu) {
      return Activation.Function.GELU;
    }
    return function instanceof GeluTanh ? Activation.Function.GELU_TANH : null;
  }
}
