package org.heredity.layers;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A 2d convolution as PyTorch's {@code Conv2d}: NCHW, explicit padding, groups, weights {@code
 * [out, in / groups, height, width]}. Deeplearning4j's own layer never reaches oneDNN in
 * 1.0.0-M2.1, and has no groups; this one calls ND4J's operations, which do.
 */
public final class Convolution extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  private int groups = 1;
  private boolean linear;

  /** Below and to the right, where it is other than above and to the left; else null. */
  private int[] paddingAfter;

  /** For deserialisation. */
  public Convolution() {}

  private Convolution(Builder builder) {
    super(builder);
    groups = builder.groups;
    linear = builder.linear;
    paddingAfter = builder.paddingAfter;
    initializeConstraints(builder);
  }

  /** Of channels, each convolved apart. */
  public int getGroups() {
    return groups;
  }

  public void setGroups(int groups) {
    this.groups = groups;
  }

  /** Whether PyTorch has it as a linear layer on every pixel, whose weight is {@code [out, in]}. */
  public boolean isLinear() {
    return linear;
  }

  public void setLinear(boolean linear) {
    this.linear = linear;
  }

  /** Below and to the right; null where it is as above and to the left. */
  public int[] getPaddingAfter() {
    return paddingAfter == null ? null : paddingAfter.clone();
  }

  public void setPaddingAfter(int[] padding) {
    this.paddingAfter = padding == null ? null : padding.clone();
  }

  /** How it moves over the image. */
  public Window window() {
    return new Window(axis(0), axis(1));
  }

  private Axis axis(int i) {
    int after = paddingAfter == null ? padding[i] : paddingAfter[i];
    return new Axis(kernelSize[i], stride[i], padding[i], after, dilation[i]);
  }

  @Override
  public ParamInitializer initializer() {
    return new GroupedParameters();
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    if (input == null || input.getType() != InputType.Type.CNN) {
      throw new IllegalStateException(
          "layer '" + getLayerName() + "' takes images, NCHW, and was given " + input);
    }
    InputType.InputTypeConvolutional image = (InputType.InputTypeConvolutional) input;
    return InputType.convolutional(
        window().rows().out((int) image.getHeight()),
        window().columns().out((int) image.getWidth()),
        getNOut());
  }

  /** Deeplearning4j's, of a layer that has as many channels as one group. */
  private static final class GroupedParameters extends ConvolutionParamInitializer {
    private static NeuralNetConfiguration narrow(NeuralNetConfiguration conf) {
      NeuralNetConfiguration copy = conf.clone();
      copy.setLayer(narrow((Convolution) conf.getLayer()));
      return copy;
    }

    private static Convolution narrow(Convolution layer) {
      Convolution narrow = (Convolution) layer.clone();
      narrow.setNIn(layer.getNIn() / layer.groups);
      return narrow;
    }

    @Override
    public long numParams(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return super.numParams(narrow((Convolution) layer));
    }

    @Override
    protected INDArray createWeightMatrix(
        NeuralNetConfiguration conf, INDArray view, boolean initialise) {
      return super.createWeightMatrix(narrow(conf), view, initialise);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(
        NeuralNetConfiguration conf, INDArray view) {
      Convolution layer = (Convolution) conf.getLayer();
      Window window = layer.window();
      long[] shape = {
        layer.getNOut(),
        layer.getNIn() / layer.groups,
        window.rows().kernel(),
        window.columns().kernel()
      };
      INDArray flat = view.reshape(view.length());
      long biases = layer.hasBias() ? layer.getNOut() : 0;
      Map<String, INDArray> gradients = new LinkedHashMap<>();
      if (layer.hasBias()) {
        gradients.put(BIAS_KEY, flat.get(NDArrayIndex.interval(0, biases)));
      }
      gradients.put(
          WEIGHT_KEY, flat.get(NDArrayIndex.interval(biases, flat.length())).reshape('c', shape));
      return gradients;
    }
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    Running layer = new Running(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    Map<String, INDArray> table = initializer().init(conf, parameters, initialise);
    layer.setParamTable(table);
    layer.setConf(conf);
    return layer;
  }

  /** Builds the layer's configuration. */
  @SuppressWarnings("unchecked")
  public static final class Builder extends BaseConvBuilder<Builder> {
    private int groups = 1;
    private boolean linear;
    private int[] paddingAfter;

    public Builder(int kernel, int stride, int padding) {
      super(new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {padding, padding});
    }

    /** With any window. */
    public Builder(Window window) {
      super(ints(window.kernel()), ints(window.stride()), ints(window.before()));
      dilation(window.rows().dilation(), window.columns().dilation());
      paddingAfter = Arrays.equals(window.before(), window.after()) ? null : ints(window.after());
    }

    private static int[] ints(long... values) {
      return new int[] {(int) values[0], (int) values[1]};
    }

    /** Convolves so many groups of channels, each apart. */
    public Builder groups(int number) {
      groups = number;
      return this;
    }

    /** Is one of PyTorch's linear layers, on every pixel. */
    public Builder linear() {
      linear = true;
      return this;
    }

    @Override
    protected boolean allowCausal() {
      return false;
    }

    @Override
    public Convolution build() {
      return new Convolution(this);
    }
  }

  private static final class Running
      extends org.deeplearning4j.nn.layers.convolution.ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      applyDropOutIfNecessary(training, workspaces);
      ConvolutionShape shape = shape();
      INDArray output =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS,
              input.dataType(),
              shape.out(input, layerConf().getNOut()),
              'c');
      INDArray bias =
          hasBias()
              ? getParamWithNoise(ConvolutionParamInitializer.BIAS_KEY, training, workspaces)
              : null;
      INDArray weights =
          getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, training, workspaces);
      shape.forward(input.castTo(output.dataType()), weights, bias, output);
      return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      ConvolutionShape shape = shape();
      INDArray weights =
          getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, true, workspaces);
      INDArray inputGradient =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, weights.dataType(), input.shape(), 'c');
      INDArray weightGradient = gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY);
      shape.backward(input, weights, epsilon, inputGradient, weightGradient);

      Gradient gradient = new DefaultGradient();
      if (hasBias()) {
        INDArray biasGradient = gradientViews.get(ConvolutionParamInitializer.BIAS_KEY);
        biasGradient.assign(epsilon.sum(0, 2, 3));
        gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradient);
      }
      gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradient, 'c');
      weightNoiseParams.clear();
      return new Pair<>(gradient, backpropDropOutIfPresent(inputGradient));
    }

    private ConvolutionShape shape() {
      Convolution conf = (Convolution) layerConf();
      return new ConvolutionShape(conf.window(), conf.groups);
    }
  }
}
