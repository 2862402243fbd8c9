package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.Axis;
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
import org.heredity.layers.WindowPool;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Makes nodes of one layer of Deeplearning4j. Dropout is left out: it is no node, and without
 * effect where nothing is trained.
 *
 * @param name the layer's vertex
 * @param input whose result it takes
 * @param from channels, height and width of that
 * @param zeros around that, which the layer takes for padding of its own
 */
record LayerCompiler(String name, String input, int[] from, Zeros zeros) {
  /** What the name of the node ends with that is the activation of another layer, after its own. */
  static final String ACTIVATION = ".activation";

  private static final String KNOWN =
      "; the engine compiles org.heredity.layers' Convolution, BatchNorm, PaddedShortcut,"
          + " AdaptiveAveragePool, WindowPool, ChannelNorm, ChannelPick,"
          + " ChannelScale and ChannelGate, and Deeplearning4j's"
          + " ConvolutionLayer, DepthwiseConvolution2D, SeparableConvolution2D, BatchNormalization,"
          + " ActivationLayer and activations of layers (RELU, RELU6, LEAKYRELU, SWISH, SIGMOID,"
          + " TANH, and Gelu, GeluTanh, HardSwish and HardSigmoid of org.heredity.layers),"
          + " SubsamplingLayer (MAX, AVG), GlobalPoolingLayer (AVG, MAX), ZeroPaddingLayer,"
          + " LocalResponseNormalization, DropoutLayer, DenseLayer, ElementWiseVertex (Add and"
          + " Product), MergeVertex, SubsetVertex and OutputLayer (last); images are NCHW";

  /** Refuses what cannot be compiled, and says what can. */
  static IllegalArgumentException refused(String name, String what) {
    return new IllegalArgumentException("layer '" + name + "' " + what + KNOWN);
  }

  /** Refuses a layer for another input than it is given. */
  static IllegalArgumentException misfit(String name, long expected, int... from) {
    return new IllegalArgumentException(
        "layer '"
            + name
            + "' takes "
            + expected
            + " channels or values, and is given "
            + Arrays.toString(from)
            + " (channels, height, width); check the size of the images");
  }

  private void require(String otherwise, boolean condition) {
    if (!condition) {
      throw refused(name, otherwise);
    }
  }

  private int channels(long in) {
    if (in != from[0]) {
      throw misfit(name, in, from);
    }
    return from[0];
  }

  /**
   * The nodes, each of which takes the result of the one before; none of a layer that changes
   * nothing.
   *
   * @throws IllegalArgumentException naming the layer if it cannot be compiled
   */
  List<Node> nodes(Layer layer) {
    if (layer instanceof DropoutLayer) {
      return List.of();
    }
    if (layer instanceof ActivationLayer a) {
      return activation(name, input, a.getActivationFn());
    }
    if (layer instanceof BatchNormalization b) {
      return List.of(norm(b));
    }
    if (layer instanceof ConvolutionLayer c) {
      return activated(convolution(c), c);
    }
    if (layer instanceof DenseLayer d) {
      require("has layer norm", !d.hasLayerNorm());
      if (d.getNIn() != from[0] || from[1] != 1 || from[2] != 1) {
        throw misfit(name, d.getNIn(), from);
      }
      Node linear = Node.Conv.linear(name, input, (int) d.getNIn(), (int) d.getNOut(), d.hasBias());
      return activated(List.of(linear), d);
    }
    return List.of(plain(layer));
  }

  /** What has neither weights nor an activation, or is ours. */
  private Node plain(Layer layer) {
    if (layer instanceof SubsamplingLayer p) {
      return pool(p);
    }
    if (layer instanceof GlobalPoolingLayer p) {
      boolean largest = p.getPoolingType() == PoolingType.MAX;
      require("pools by " + p.getPoolingType(), largest || p.getPoolingType() == PoolingType.AVG);
      return largest ? new GlobalMax(name, input) : new Node.GlobalAverage(name, input);
    }
    if (layer instanceof PaddedShortcut s) {
      return new Node.PadShortcut(name, input, channels(s.getIn()), s.getOut(), s.getStride());
    }
    if (layer instanceof AdaptiveAveragePool p) {
      return new AdaptiveAverage(name, input, p.getSide());
    }
    if (layer instanceof ChannelPick p) {
      List<Integer> picks = Arrays.stream(p.getPicks()).boxed().toList();
      return new Channels(name, input, from[0], picks);
    }
    if (layer instanceof ChannelNorm n) {
      return new LayerNorm(name, input, channels(n.getNIn()), n.getEpsilon());
    }
    if (layer instanceof ChannelScale s) {
      return new LayerScale(name, input, channels(s.getNIn()));
    }
    if (layer instanceof WindowPool p) {
      return p.getKind() == WindowPool.Kind.LARGEST
          ? new Node.MaxPool(name, input, p.window(), p.isRoundedUp())
          : new AveragePool(
              name,
              input,
              p.window(),
              p.isRoundedUp(),
              p.getKind() == WindowPool.Kind.MEAN_WITH_PADDING);
    }
    if (layer instanceof LocalResponseNormalization n) {
      // As many on either side, and not divided by how many there are.
      int size = 2 * (int) (n.getN() / 2) + 1;
      return new LocalNorm(name, input, size, n.getK(), n.getAlpha() * size, n.getBeta());
    }
    throw refused(name, "is a " + layer.getClass().getName());
  }

  private Node norm(BatchNormalization b) {
    require("is no batch norm of NCHW", b.getCnn2DFormat() != CNN2DFormat.NHWC);
    require("locks gamma and beta", !b.isLockGammaBeta());
    return new Node.Norm(name, input, channels(b.getNOut()), b.getEps(), b.getDecay());
  }

  private List<Node> activated(List<Node> nodes, FeedForwardLayer layer) {
    require("has no outputs", layer.getNOut() > 0);
    List<Node> all = new ArrayList<>(nodes);
    all.addAll(activation(name + ACTIVATION, name, layer.getActivationFn()));
    return all;
  }

  private List<Node> convolution(ConvolutionLayer c) {
    require("is no convolution of NCHW", c.getCnn2dDataFormat() != CNN2DFormat.NHWC);
    int in = channels(c.getNIn());
    int out = (int) c.getNOut();
    if (c instanceof Convolution own) {
      require(
          "pads by itself, or has an activation, which it does not compute",
          c.getActivationFn() instanceof ActivationIdentity
              && own.getConvolutionMode() != ConvolutionMode.Same
              && own.getConvolutionMode() != ConvolutionMode.Causal);
      Window window = padded(own.window());
      return List.of(
          new Node.Conv(
              name, input, in, out, window, own.getGroups(), c.hasBias(), own.isLinear()));
    }
    Window window =
        window(
            c.getKernelSize(),
            c.getStride(),
            c.getPadding(),
            c.getDilation(),
            c.getConvolutionMode());
    if (c instanceof SeparableConvolution2D s) {
      int between = Math.multiplyExact(in, s.getDepthMultiplier());
      String depthwise = name + GraphCompiler.DEPTHWISE;
      Window one = Window.square(1, 1, 0);
      return List.of(
          new Node.Conv(depthwise, input, in, between, window, in, false, false),
          new Node.Conv(name, depthwise, between, out, one, 1, c.hasBias(), false));
    }
    if (c instanceof DepthwiseConvolution2D d) {
      int made = Math.multiplyExact(in, d.getDepthMultiplier());
      return List.of(new Node.Conv(name, input, in, made, window, in, c.hasBias(), false));
    }
    require("is a " + c.getClass().getName(), c.getClass() == ConvolutionLayer.class);
    return List.of(new Node.Conv(name, input, in, out, window, 1, c.hasBias(), false));
  }

  private Window padded(Window window) {
    return new Window(
        padded(window.rows(), zeros.top(), zeros.bottom()),
        padded(window.columns(), zeros.left(), zeros.right()));
  }

  private static Axis padded(Axis axis, int before, int after) {
    return new Axis(
        axis.kernel(),
        axis.stride(),
        axis.before() + before,
        axis.after() + after,
        axis.dilation());
  }

  /** Down and across, of a layer of Deeplearning4j's own. */
  private Window window(
      int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
    require("pads for the past alone", mode != ConvolutionMode.Causal);
    if (mode != ConvolutionMode.Same) {
      return padded(
          new Window(
              new Axis(kernel[0], stride[0], padding[0], padding[0], dilation[0]),
              new Axis(kernel[1], stride[1], padding[1], padding[1], dilation[1])));
    }
    require("pads by itself what is padded already", zeros.equals(Zeros.NONE));
    return new Window(
        same(kernel[0], stride[0], dilation[0], from[1]),
        same(kernel[1], stride[1], dilation[1], from[2]));
  }

  /** So that there are as many windows as strides begun; odd padding is larger behind. */
  private static Axis same(int kernel, int stride, int dilation, int in) {
    int windows = (in + stride - 1) / stride;
    int all = Math.max(0, (windows - 1) * stride + dilation * (kernel - 1) + 1 - in);
    return new Axis(kernel, stride, all / 2, all - all / 2, dilation);
  }

  private Node pool(SubsamplingLayer p) {
    boolean largest = p.getPoolingType() == PoolingType.MAX;
    require(
        "pools by " + p.getPoolingType() + ", or with dilation, or not NCHW",
        (largest || p.getPoolingType() == PoolingType.AVG)
            && p.getClass() == SubsamplingLayer.class
            && p.getCnn2dDataFormat() != CNN2DFormat.NHWC
            && Arrays.stream(p.getDilation()).allMatch(d -> d == 1));
    Window window =
        window(
            p.getKernelSize(),
            p.getStride(),
            p.getPadding(),
            p.getDilation(),
            p.getConvolutionMode());
    return largest
        ? new Node.MaxPool(name, input, window, false)
        : new AveragePool(name, input, window, false, p.isAvgPoolIncludePadInDivisor());
  }

  /** None of the identity. */
  private List<Node> activation(String own, String of, IActivation function) {
    if (function instanceof ActivationIdentity) {
      return List.of();
    }
    if (function instanceof ActivationReLU relu) {
      return List.of(rectified(own, of, relu));
    }
    if (function instanceof ActivationLReLU leaky) {
      return List.of(new Activation(own, of, Activation.Function.LEAKY_RELU, leaky.getAlpha()));
    }
    Activation.Function known = known(function);
    require("is the activation " + function, known != null);
    return List.of(new Activation(own, of, known));
  }

  /** Deeplearning4j's ReLU may have an upper bound or a slope, as Keras' has. */
  private Node rectified(String own, String of, ActivationReLU relu) {
    double most = given(relu.getMax());
    double slope = given(relu.getNegativeSlope());
    require("is a ReLU with a threshold", given(relu.getThreshold()) == 0);
    if (most == 0 && slope == 0) {
      return new Node.Relu(own, of);
    }
    require(
        "is a ReLU of at most " + most + ", slope " + slope, most == 0 || most == 6 && slope == 0);
    return most == 6
        ? new Activation(own, of, Activation.Function.RELU6)
        : new Activation(own, of, Activation.Function.LEAKY_RELU, slope);
  }

  private static double given(Double value) {
    return value == null ? 0 : value;
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
