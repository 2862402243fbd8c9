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
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The means over {@code side x side} parts of an image, which overlap where it cannot be divided
 * evenly, as PyTorch's {@code AdaptiveAvgPool2d}. NCHW.
 */
public final class AdaptiveAveragePool extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private int side;

  /** For deserialisation. */
  public AdaptiveAveragePool() {}

  /** Of a result of {@code side x side}. */
  public AdaptiveAveragePool(int side) {
    this.side = side;
  }

  public int getSide() {
    return side;
  }

  public void setSide(int side) {
    this.side = side;
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
    layer.setParamTable(Map.of());
    layer.setConf(conf);
    return layer;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    InputType.InputTypeConvolutional image = (InputType.InputTypeConvolutional) input;
    return InputType.convolutional(side, side, image.getChannels());
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(
            layerName, AdaptiveAveragePool.class, input, getOutputType(-1, input))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .build();
  }

  private static final class Running extends AbstractLayer<AdaptiveAveragePool> {
    private static final long serialVersionUID = 1L;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      int side = layerConf().side;
      INDArray output =
          workspaces.create(
              ArrayType.ACTIVATIONS,
              input.dataType(),
              new long[] {input.size(0), input.size(1), side, side},
              'c');
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          output.get(pixel(y, x)).assign(input.get(part(y, x)).mean(true, 2, 3));
        }
      }
      return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArray next =
          workspaces.create(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      for (int y = 0; y < layerConf().side; y++) {
        for (int x = 0; x < layerConf().side; x++) {
          INDArray part = next.get(part(y, x));
          part.addi(epsilon.get(pixel(y, x)).div(part.size(2) * part.size(3)));
        }
      }
      return new Pair<>(new DefaultGradient(), next);
    }

    private static INDArrayIndex[] pixel(int y, int x) {
      INDArrayIndex all = NDArrayIndex.all();
      return new INDArrayIndex[] {
        all, all, NDArrayIndex.interval(y, y + 1), NDArrayIndex.interval(x, x + 1)
      };
    }

    private INDArrayIndex[] part(int y, int x) {
      INDArrayIndex all = NDArrayIndex.all();
      return new INDArrayIndex[] {all, all, along(y, input.size(2)), along(x, input.size(3))};
    }

    private INDArrayIndex along(int part, long size) {
      int side = layerConf().side;
      return NDArrayIndex.interval(part * size / side, ((part + 1) * size + side - 1) / side);
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }

    @Override
    public void clearNoiseWeightParams() {}
  }
}
