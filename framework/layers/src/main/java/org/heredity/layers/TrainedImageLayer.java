package org.heredity.layers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A layer that makes images of images of the same shape, NCHW, with trained values, one a channel
 * each. Its settings are those of a configuration: one instance serves any number of networks.
 */
public abstract class TrainedImageLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  TrainedImageLayer() {}

  TrainedImageLayer(int channels) {
    setNIn(channels);
    setNOut(channels);
    setActivationFn(new ActivationIdentity());
  }

  /** The trained values by name, in their order, and what each begins with. */
  abstract Map<String, Double> beginnings();

  /** The result, a new array. */
  abstract INDArray apply(INDArray images, Map<String, INDArray> values);

  /**
   * The gradient of the images from the result's, a new array.
   *
   * @param gradients takes those of the trained values, {@code [channels]}
   */
  abstract INDArray gradient(
      INDArray images,
      INDArray epsilon,
      Map<String, INDArray> values,
      Map<String, INDArray> gradients);

  /** So that one value a channel meets all of an image's pixels. */
  static INDArray wide(INDArray values) {
    return values.reshape(1, values.length(), 1, 1);
  }

  @Override
  public final ParamInitializer initializer() {
    return new Values();
  }

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
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialise));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public final InputType getOutputType(int index, InputType input) {
    return ImageLayer.images(getLayerName(), input);
  }

  @Override
  public final void setNIn(InputType input, boolean override) {
    // The channels are said when it is made.
  }

  @Override
  public final InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(layerName, getClass(), input, input)
        .standardMemory(initializer().numParams(this), 0)
        .workingMemory(0, 0, 0, 0)
        .build();
  }

  /** Lays the trained values out, one kind behind the other. */
  private static final class Values implements ParamInitializer {
    private static TrainedImageLayer of(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return (TrainedImageLayer) layer;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
      return numParams(conf.getLayer());
    }

    @Override
    public long numParams(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return of(layer).getNIn() * of(layer).beginnings().size();
    }

    @Override
    public List<String> paramKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return new ArrayList<>(of(layer).beginnings().keySet());
    }

    @Override
    public List<String> weightKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return List.of();
    }

    @Override
    public List<String> biasKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
      return paramKeys(layer);
    }

    @Override
    public boolean isWeightParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
      return false;
    }

    @Override
    public boolean isBiasParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
      return true;
    }

    @Override
    public Map<String, INDArray> init(
        NeuralNetConfiguration conf, INDArray view, boolean initialise) {
      Map<String, INDArray> parts = getGradientsFromFlattened(conf, view);
      parts.keySet().forEach(conf::addVariable);
      if (initialise) {
        of(conf.getLayer()).beginnings().forEach((name, value) -> parts.get(name).assign(value));
      }
      return parts;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(
        NeuralNetConfiguration conf, INDArray view) {
      INDArray flat = view.reshape(view.length());
      long channels = of(conf.getLayer()).getNIn();
      Map<String, INDArray> parts = new LinkedHashMap<>();
      for (String name : paramKeys(conf.getLayer())) {
        long from = parts.size() * channels;
        parts.put(name, flat.get(NDArrayIndex.interval(from, from + channels)));
      }
      return parts;
    }
  }

  private static final class Running extends BaseLayer<TrainedImageLayer> {
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
        made = layerConf().apply(input, params);
      }
      return workspaces.dup(ArrayType.ACTIVATIONS, made, 'c');
    }

    @Override
    @SuppressWarnings("try")
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      Map<String, INDArray> gradients = new LinkedHashMap<>();
      INDArray made;
      try (var none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        made = layerConf().gradient(input, epsilon, params, gradients);
      }
      Gradient all = new DefaultGradient();
      gradients.forEach(
          (name, gradient) -> {
            INDArray view = gradientViews.get(name);
            view.assign(gradient.reshape(view.shape()));
            all.setGradientFor(name, view);
          });
      return new Pair<>(all, workspaces.dup(ArrayType.ACTIVATION_GRAD, made, 'c'));
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }
  }
}
