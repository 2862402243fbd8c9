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
 * The identity shortcut of He et al.'s CIFAR networks (CVPR 2016, section 4.2, option A): every
 * {@code stride}-th pixel, and channels of zeros, half before and half after.
 */
public final class PaddedShortcut extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private int in;
  private int out;
  private int stride;

  /** For deserialisation. */
  public PaddedShortcut() {}

  public PaddedShortcut(int in, int out, int stride) {
    this.in = in;
    this.out = out;
    this.stride = stride;
  }

  public int getIn() {
    return in;
  }

  public void setIn(int in) {
    this.in = in;
  }

  public int getOut() {
    return out;
  }

  public void setOut(int out) {
    this.out = out;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
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
    return InputType.convolutional(
        (image.getHeight() + stride - 1) / stride, (image.getWidth() + stride - 1) / stride, out);
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(
            layerName, PaddedShortcut.class, input, getOutputType(-1, input))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .build();
  }

  private static final class Running extends AbstractLayer<PaddedShortcut> {
    private static final long serialVersionUID = 1L;

    Running(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      assertInputSet(false);
      PaddedShortcut conf = layerConf();
      INDArrayIndex all = NDArrayIndex.all();
      INDArray taken = input.get(all, all, every(input.size(2)), every(input.size(3)));
      INDArray output =
          workspaces.create(
              ArrayType.ACTIVATIONS,
              input.dataType(),
              new long[] {input.size(0), conf.out, taken.size(2), taken.size(3)},
              'c');
      output.get(all, channels(), all, all).assign(taken);
      return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaces) {
      assertInputSet(true);
      INDArrayIndex all = NDArrayIndex.all();
      INDArray next =
          workspaces.create(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
      next.get(all, all, every(input.size(2)), every(input.size(3)))
          .assign(epsilon.get(all, channels(), all, all));
      return new Pair<>(new DefaultGradient(), next);
    }

    private INDArrayIndex channels() {
      int before = (layerConf().out - layerConf().in) / 2;
      return NDArrayIndex.interval(before, before + layerConf().in);
    }

    private INDArrayIndex every(long size) {
      return NDArrayIndex.interval(0, layerConf().stride, size);
    }

    @Override
    public boolean isPretrainLayer() {
      return false;
    }

    @Override
    public void clearNoiseWeightParams() {}
  }
}
