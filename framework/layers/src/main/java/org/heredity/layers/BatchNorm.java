package org.heredity.layers;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch norm over the channels of NCHW, as PyTorch's {@code BatchNorm2d}: eps 1e-5 and momentum 0.1
 * unless said, the unbiased variance goes into the running one, and in eval mode the backward pass
 * is that of an affine map. Deeplearning4j's own layer differs in the last two.
 */
public final class BatchNorm extends BatchNormalization {
  /** PyTorch's default. */
  public static final double EPSILON = 1e-5;

  /** PyTorch's momentum is one minus this. */
  public static final double DECAY = 0.9;

  private static final long serialVersionUID = 1L;

  /** For deserialisation. */
  public BatchNorm() {}

  /** With PyTorch's defaults. */
  public BatchNorm(int channels) {
    this(channels, EPSILON, DECAY);
  }

  /**
   * A batch norm.
   *
   * @param epsilon added to the variance
   * @param decay one minus PyTorch's momentum
   */
  public BatchNorm(int channels, double epsilon, double decay) {
    setNIn(channels);
    setNOut(channels);
    setEps(epsilon);
    setDecay(decay);
    setGamma(1);
    setMinibatch(true);
    setUseLogStd(false);
    setCnn2DFormat(CNN2DFormat.NCHW);
    setActivationFn(new ActivationIdentity());
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

  private static final class Running
      extends org.deeplearning4j.nn.layers.normalization.BatchNormalization {
    private static final long serialVersionUID = 1L;

    private INDArray mean;
    private INDArray variance;
    private boolean batchStatistics;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    @SuppressWarnings("try")
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      batchStatistics = training;
      try (var none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        if (training) {
          mean = input.mean(0, 2, 3);
          variance = input.var(false, 0, 2, 3);
        } else {
          mean = flat(BatchNormalizationParamInitializer.GLOBAL_MEAN);
          variance = flat(BatchNormalizationParamInitializer.GLOBAL_VAR);
        }
      }
      INDArray output =
          workspaces.createUninitialized(
              ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
      Nd4j.exec(
          DynamicCustomOp.builder("batchnorm")
              .addInputs(
                  input,
                  mean,
                  variance,
                  flat(BatchNormalizationParamInitializer.GAMMA),
                  flat(BatchNormalizationParamInitializer.BETA))
              .addOutputs(output)
              .addIntegerArguments(1, 1, 1)
              .addFloatingPointArguments(layerConf().getEps())
              .build());
      return output;
    }

    @Override
    @SuppressWarnings("try")
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArray next =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      Gradient gradient = new DefaultGradient();
      try (var none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        double count = (double) input.length() / input.size(1);
        INDArray inverse = variance.add(layerConf().getEps());
        org.nd4j.linalg.ops.transforms.Transforms.pow(inverse, -0.5, false);
        INDArray normalised = input.dup('c');
        broadcast(normalised, mean.neg(), true);
        broadcast(normalised, inverse, false);
        INDArray shift = epsilon.sum(0, 2, 3);
        INDArray scale = epsilon.mul(normalised).sum(0, 2, 3);
        next.assign(epsilon);
        if (batchStatistics) {
          broadcast(next, shift.div(-count), true);
          broadcast(normalised, scale.div(count), false);
          next.subi(normalised);
        }
        broadcast(next, inverse.mul(flat(BatchNormalizationParamInitializer.GAMMA)), false);

        put(gradient, BatchNormalizationParamInitializer.GAMMA, scale);
        put(gradient, BatchNormalizationParamInitializer.BETA, shift);
        // Running statistics are parameters whose "gradient" is subtracted as it is.
        double step = batchStatistics ? 1 - layerConf().getDecay() : 0;
        INDArray unbiased = count > 1 ? variance.mul(count / (count - 1)) : variance;
        put(
            gradient,
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            flat(BatchNormalizationParamInitializer.GLOBAL_MEAN).sub(mean).muli(step));
        put(
            gradient,
            BatchNormalizationParamInitializer.GLOBAL_VAR,
            flat(BatchNormalizationParamInitializer.GLOBAL_VAR).sub(unbiased).muli(step));
      }
      return new Pair<>(gradient, next);
    }

    private void put(Gradient gradient, String name, INDArray value) {
      INDArray view = gradientViews.get(name);
      view.assign(value.reshape(view.shape()));
      gradient.setGradientFor(name, view);
    }

    private static void broadcast(INDArray target, INDArray channels, boolean add) {
      INDArray shaped = channels.reshape(1, channels.length(), 1, 1);
      if (add) {
        target.addi(shaped);
      } else {
        target.muli(shaped);
      }
    }

    private INDArray flat(String name) {
      INDArray value = getParam(name);
      return value.reshape(value.length());
    }
  }
}
