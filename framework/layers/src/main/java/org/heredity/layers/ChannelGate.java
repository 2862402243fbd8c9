package org.heredity.layers;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multiplies every channel of the first input, {@code [N, C, H, W]}, by a factor, the second input,
 * {@code [N, C, 1, 1]}: squeeze and excitation (Hu et al., CVPR 2018). Stateless.
 */
public final class ChannelGate extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public ChannelGate clone() {
    return new ChannelGate();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelGate;
  }

  @Override
  public int hashCode() {
    return ChannelGate.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    return new Running(graph, name, index, type);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, ChannelGate.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .build();
  }

  @SuppressWarnings("overrides") // Deeplearning4j's own setInputs is declared in two ways.
  private static final class Running extends BaseGraphVertex {
    private static final long serialVersionUID = 1L;

    Running(ComputationGraph graph, String name, int index, DataType type) {
      super(graph, name, index, null, null, type);
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public Layer getLayer() {
      return null;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
      INDArray result = workspaces.dup(ArrayType.ACTIVATIONS, inputs[0], 'c');
      return result.muli(inputs[1]);
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
      INDArray ofImages = workspaces.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c').muli(inputs[1]);
      INDArray sums = epsilon.mul(inputs[0]).sum(true, 2, 3);
      INDArray ofGate = workspaces.dup(ArrayType.ACTIVATION_GRAD, sums, 'c');
      return new Pair<>(null, new INDArray[] {ofImages, ofGate});
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
      // Has no parameters.
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState state, int minibatch) {
      return null;
    }

    @Override
    public String toString() {
      return "ChannelGate(" + vertexName + ")";
    }
  }
}
