package org.heredity.reengineering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Another architecture with a head appended after its output layer: rectified logits of N classes
 * into a linear layer of K (SEAM's direct reuse). The old output layer becomes a hidden one; the
 * new head is called {@code module_head.1}, as in SEAM's published code.
 */
public final class AppendedHead implements Architecture {
  private static final String RELU = "module_head.0";
  private static final String HEAD = "module_head.1";

  private final Architecture base;
  private final int classes;

  /**
   * A head on what {@code original} puts out.
   *
   * @param original the network before; its number of classes is N
   */
  public AppendedHead(NetworkSpec original) {
    this.base = original.architecture();
    this.classes = original.classes();
  }

  @Override
  public String name() {
    return base.name() + "-with-head";
  }

  @Override
  public String description() {
    return base.description() + ", with a head appended to its " + classes + " outputs";
  }

  @Override
  public int publishedWidth() {
    return base.publishedWidth();
  }

  @Override
  public boolean hasWidth(int width) {
    return base.hasWidth(width);
  }

  @Override
  public int smallestImage() {
    return base.smallestImage();
  }

  @Override
  public String head() {
    return HEAD;
  }

  @Override
  public List<String> stages() {
    return base.stages();
  }

  @Override
  public List<String> dropouts() {
    return base.dropouts();
  }

  @Override
  public ComputationGraphConfiguration configuration(NetworkSpec spec) {
    NetworkSpec original = new NetworkSpec(base, spec.width(), classes, spec.imageSize());
    ComputationGraphConfiguration graph = base.configuration(original);
    String output = graph.getNetworkOutputs().get(0);
    int features = original.plan().headIn();
    ComputationGraphConfiguration tail =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs(Plan.INPUT)
            .setInputTypes(InputType.feedForward(features))
            .addLayer(
                output,
                new DenseLayer.Builder()
                    .nIn(features)
                    .nOut(classes)
                    .activation(Activation.IDENTITY)
                    .build(),
                Plan.INPUT)
            .addLayer(RELU, new ActivationLayer(Activation.RELU), output)
            .addLayer(
                HEAD,
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(classes)
                    .nOut(spec.classes())
                    .build(),
                RELU)
            .setOutputs(HEAD)
            .build();
    Map<String, GraphVertex> vertices = graph.getVertices();
    vertices.putAll(tail.getVertices());
    graph.getVertexInputs().put(RELU, new ArrayList<>(List.of(output)));
    graph.getVertexInputs().put(HEAD, new ArrayList<>(List.of(RELU)));
    graph.setNetworkOutputs(new ArrayList<>(List.of(HEAD)));
    return graph;
  }

  /** Never: such a network is made from another, not read from a file. */
  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    return Optional.empty();
  }
}
