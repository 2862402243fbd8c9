package org.heredity.layers;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer without parameters that makes images of images, NCHW. What it computes is a function of
 * its settings, so that one instance serves any number of networks.
 */
public abstract class ImageLayer extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  /** What a layer is given, if that is images. */
  static InputType.InputTypeConvolutional images(String layer, InputType input) {
    if (input == null || input.getType() != InputType.Type.CNN) {
      throw new IllegalStateException(
          "layer '" + layer + "' takes images, NCHW, and was given " + input);
    }
    return (InputType.InputTypeConvolutional) input;
  }

  /** The result, a new array or the input itself. */
  abstract INDArray apply(INDArray images);

  /** The gradient of the images from the result's, a new array. */
  abstract INDArray gradient(INDArray images, INDArray epsilon);

  /** What comes out of such images. */
  abstract InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images);

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    Running layer = new Running(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamTable(Map.of());
    layer.setConf(conf);
    return layer;
  }

  @Override
  public final InputType getOutputType(int index, InputType input) {
    return result(images(getLayerName(), input));
  }

  @Override
  public final InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(layerName, getClass(), input, getOutputType(-1, input))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .build();
  }

  private static final class Running extends AbstractLayer<ImageLayer> {
    private static final long serialVersionUID = 1L;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    @SuppressWarnings("try")
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      INDArray made;
      try (var none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        made = layerConf().apply(input);
      }
      return workspaces.dup(ArrayType.ACTIVATIONS, made, 'c');
    }

    @Override
    @SuppressWarnings("try")
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArray made;
      try (var none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        made = layerConf().gradient(input, epsilon);
      }
      return new Pair<>(
          new DefaultGradient(), workspaces.dup(ArrayType.ACTIVATION_GRAD, made, 'c'));
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }

    @Override
    public void clearNoiseWeightParams() {
      // Has no weights.
    }
  }
}
