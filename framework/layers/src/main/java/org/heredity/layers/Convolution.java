package org.heredity.layers;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
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

/**
 * A 2d convolution as PyTorch's {@code Conv2d}: NCHW, explicit symmetric padding, weights {@code
 * [out, in, k, k]}. Deeplearning4j's own layer never reaches oneDNN in 1.0.0-M2.1; this one calls
 * ND4J's operations, which do.
 */
public final class Convolution extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  /** For deserialisation. */
  public Convolution() {}

  private Convolution(Builder builder) {
    super(builder);
    initializeConstraints(builder);
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
    public Builder(int kernel, int stride, int padding) {
      super(new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {padding, padding});
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
              new long[] {
                input.size(0),
                layerConf().getNOut(),
                shape.out(input.size(2)),
                shape.out(input.size(3))
              },
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
      return new ConvolutionShape(
          layerConf().getKernelSize()[0], layerConf().getStride()[0], layerConf().getPadding()[0]);
    }
  }
}
