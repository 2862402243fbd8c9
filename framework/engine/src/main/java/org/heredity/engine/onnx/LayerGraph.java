package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Product;
import org.heredity.layers.AdaptiveAveragePool;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.ChannelGate;
import org.heredity.layers.ChannelNorm;
import org.heredity.layers.ChannelPick;
import org.heredity.layers.Convolution;
import org.heredity.layers.PaddedShortcut;
import org.heredity.layers.Window;
import org.heredity.layers.WindowPool;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Makes Deeplearning4j's graph of nodes: a layer or vertex of each node's name. Not thread-safe.
 */
final class LayerGraph implements Node.VoidVisitor, Operation.Kinds<Void> {
  private final GraphBuilder graph;

  /** Nodes whose results linear layers alone take. */
  private final Set<String> vectors;

  private LayerGraph(List<Node> nodes, String features, int imageSize) {
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(0.01))
            .graphBuilder()
            .addInputs(Plan.INPUT)
            .setInputTypes(InputType.convolutional(imageSize, imageSize, 3));
    vectors = new HashSet<>(Set.of(features));
    nodes.forEach(node -> vectors.addAll(node.inputs()));
    for (Node node : nodes) {
      if (!Draft.isLinear(node)) {
        vectors.removeAll(node.inputs());
      }
    }
  }

  /**
   * The graph.
   *
   * @param nodes in order; linear ones take images, too, which then are made vectors of
   * @param head the last linear layer, which takes one of the nodes' results
   */
  static ComputationGraphConfiguration of(List<Node> nodes, Node.Conv head, int imageSize) {
    LayerGraph maker = new LayerGraph(nodes, head.input(), imageSize);
    nodes.forEach(node -> node.accept(maker));
    maker.layer(
        head.name(),
        head.input(),
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(new ActivationSoftmax())
            .nIn(head.in())
            .nOut(head.out())
            .build());
    return maker.graph.setOutputs(head.name()).build();
  }

  private void layer(String name, String input, Layer layer) {
    graph.addLayer(name, layer, input);
  }

  @Override
  public void conv(Node.Conv c) {
    layer(
        c.name(),
        c.input(),
        c.linear()
            ? new DenseLayer.Builder()
                .nIn(c.in())
                .nOut(c.out())
                .hasBias(c.bias())
                .activation(new ActivationIdentity())
                .build()
            : new Convolution.Builder(c.window())
                .groups(c.groups())
                .nIn(c.in())
                .nOut(c.out())
                .hasBias(c.bias())
                .activation(new ActivationIdentity())
                .build());
  }

  @Override
  public void padShortcut(Node.PadShortcut s) {
    layer(s.name(), s.input(), new PaddedShortcut(s.in(), s.out(), s.stride()));
  }

  @Override
  public void norm(Node.Norm n) {
    layer(n.name(), n.input(), new BatchNorm(n.channels(), n.epsilon(), n.decay()));
  }

  @Override
  public void relu(Node.Relu r) {
    layer(r.name(), r.input(), new ActivationLayer(new ActivationReLU()));
  }

  @Override
  public void add(Node.Add a) {
    graph.addVertex(
        a.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), a.first(), a.second());
  }

  @Override
  public void offset(Node.Offset o) {
    throw new IllegalArgumentException("an offset is of a compact model alone, got " + o);
  }

  @Override
  public void maxPool(Node.MaxPool p) {
    layer(
        p.name(),
        p.input(),
        p.ceil() || uneven(p.window())
            ? new WindowPool(WindowPool.Kind.LARGEST, p.window(), p.ceil())
            : pool(SubsamplingLayer.PoolingType.MAX, p.window()).build());
  }

  /** Deeplearning4j's own layers pad evenly. */
  private static boolean uneven(Window window) {
    return !Arrays.equals(window.before(), window.after());
  }

  private static SubsamplingLayer.Builder pool(SubsamplingLayer.PoolingType type, Window window) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(window.rows().kernel(), window.columns().kernel())
        .stride(window.rows().stride(), window.columns().stride())
        .padding(window.rows().before(), window.columns().before());
  }

  @Override
  public void globalAverage(Node.GlobalAverage g) {
    global(g, g.input(), PoolingType.AVG);
  }

  private void global(Node node, String input, PoolingType type) {
    layer(
        node.name(),
        input,
        new GlobalPoolingLayer.Builder(type)
            .collapseDimensions(vectors.contains(node.name()))
            .build());
  }

  @Override
  public void operation(Operation operation) {
    operation.accept((Operation.Kinds<Void>) this);
  }

  @Override
  public Void activation(Activation a) {
    layer(a.name(), a.input(), new ActivationLayer(a.layerFunction()));
    return null;
  }

  @Override
  public Void adaptiveAverage(AdaptiveAverage a) {
    layer(a.name(), a.input(), new AdaptiveAveragePool(a.side()));
    return null;
  }

  @Override
  public Void averagePool(AveragePool p) {
    WindowPool.Kind kind =
        p.countsPadding() ? WindowPool.Kind.MEAN_WITH_PADDING : WindowPool.Kind.MEAN;
    layer(
        p.name(),
        p.input(),
        p.ceil() || uneven(p.window())
            ? new WindowPool(kind, p.window(), p.ceil())
            : pool(SubsamplingLayer.PoolingType.AVG, p.window())
                .avgPoolIncludePadInDivisor(p.countsPadding())
                .build());
    return null;
  }

  @Override
  public Void channels(Channels c) {
    int[] picks = c.picks().stream().mapToInt(Integer::intValue).toArray();
    layer(c.name(), c.input(), new ChannelPick(picks));
    return null;
  }

  @Override
  public Void concat(Concat c) {
    graph.addVertex(c.name(), new MergeVertex(), c.inputs().toArray(String[]::new));
    return null;
  }

  @Override
  public Void flatten(Flatten f) {
    throw new IllegalArgumentException("linear layers make vectors themselves, got " + f);
  }

  @Override
  public Void globalMax(GlobalMax m) {
    global(m, m.input(), PoolingType.MAX);
    return null;
  }

  @Override
  public Void layerNorm(LayerNorm n) {
    layer(n.name(), n.input(), new ChannelNorm(n.channels(), n.epsilon()));
    return null;
  }

  @Override
  public Void layerScale(LayerScale s) {
    throw new IllegalArgumentException("there is no layer of Deeplearning4j for " + s);
  }

  @Override
  public Void localNorm(LocalNorm n) {
    layer(
        n.name(),
        n.input(),
        new LocalResponseNormalization.Builder()
            .n(n.size())
            .k(n.k())
            .alpha(n.alpha() / n.size())
            .beta(n.beta())
            .build());
    return null;
  }

  @Override
  public Void product(Product p) {
    graph.addVertex(p.name(), new ChannelGate(), p.image(), p.gate());
    return null;
  }
}
