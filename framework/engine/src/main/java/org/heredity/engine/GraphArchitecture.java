package org.heredity.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GraphCompiler;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.files.Sha256;

/**
 * The architecture of one given graph, of one width: that of a model which says its layout itself
 * rather than being one of the known families. The head may have any number of classes, and the
 * images any size that the graph takes. Immutable and thread-safe; two of the same layout are
 * equal, and have one name if they came through the same door.
 */
public final class GraphArchitecture implements Architecture {
  private static final int DIGITS = 16;

  private final ComputationGraphConfiguration graph;
  private final String name;
  private final String digest;
  private final String head;
  private final int width;
  private final int smallest;
  private final List<String> stages;

  private GraphArchitecture(String door, ComputationGraphConfiguration own, int imageSize) {
    Plan plan = GraphCompiler.compile(own, imageSize);
    graph = own;
    head = plan.head();
    digest = Sha256.of(canonical(own, head).toJson());
    name = door + "-" + digest.substring(0, DIGITS);
    width = plan.nodes(Node.Conv.class).stream().mapToInt(Node.Conv::out).findFirst().orElse(1);
    stages = plan.stages(imageSize);
    smallest = smallest(own, imageSize);
  }

  /**
   * The architecture of a graph.
   *
   * @param door how graphs of this origin are called, such as {@code dl4j}: what {@link #name}
   *     begins with, before a part of the layout's digest
   * @param graph of one input of images and one output layer; copied
   * @param imageSize side of the images that it was made for, in pixels
   * @throws IllegalArgumentException naming the vertex that {@link GraphCompiler} cannot compile
   */
  public static GraphArchitecture of(
      String door, ComputationGraphConfiguration graph, int imageSize) {
    return new GraphArchitecture(door, graph.clone(), imageSize);
  }

  /** Without what differs between networks of the layout, or between moments of their training. */
  private static ComputationGraphConfiguration canonical(
      ComputationGraphConfiguration graph, String head) {
    ComputationGraphConfiguration copy = graph.clone();
    copy.setIterationCount(0);
    copy.setEpochCount(0);
    copy.setTopologicalOrder(null);
    copy.setTopologicalOrderStr(null);
    layer(copy, head).setNOut(1);
    flattening(copy).values().forEach(before -> size(before, 0, 0, 0));
    return copy;
  }

  private static FeedForwardLayer layer(ComputationGraphConfiguration graph, String name) {
    LayerVertex vertex = (LayerVertex) graph.getVertices().get(name);
    return (FeedForwardLayer) vertex.getLayerConf().getLayer();
  }

  /** What makes vectors of images, by the layer it stands before. */
  private static Map<String, CnnToFeedForwardPreProcessor> flattening(
      ComputationGraphConfiguration graph) {
    Map<String, CnnToFeedForwardPreProcessor> all = new LinkedHashMap<>();
    for (Map.Entry<String, GraphVertex> entry : graph.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex layer
          && layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor before) {
        all.put(entry.getKey(), before);
      }
    }
    return all;
  }

  private static void size(CnnToFeedForwardPreProcessor before, int... shape) {
    before.setNumChannels(shape[0]);
    before.setInputHeight(shape[1]);
    before.setInputWidth(shape[2]);
  }

  private static int smallest(ComputationGraphConfiguration graph, int known) {
    int low = 1;
    int high = known;
    while (low < high) {
      int middle = (low + high) / 2;
      if (GraphCompiler.compiles(graph, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  /**
   * Whether the graph takes images of a side, as one with linear layers behind flattened images
   * does for few.
   */
  public boolean takes(int imageSize) {
    return imageSize >= smallest && GraphCompiler.compiles(graph, imageSize);
  }

  /** SHA-256 of the layout, in hex. */
  public String digest() {
    return digest;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "the graph of the model's own file";
  }

  @Override
  public int publishedWidth() {
    return width;
  }

  @Override
  public boolean hasWidth(int channels) {
    return channels == width;
  }

  @Override
  public int smallestImage() {
    return smallest;
  }

  @Override
  public String head() {
    return head;
  }

  @Override
  public List<String> stages() {
    return stages;
  }

  @Override
  public ComputationGraphConfiguration configuration(NetworkSpec spec) {
    ComputationGraphConfiguration copy = graph.clone();
    layer(copy, head).setNOut(spec.classes());
    Map<String, CnnToFeedForwardPreProcessor> flattening = flattening(copy);
    if (flattening.isEmpty()) {
      return copy;
    }
    Plan plan = GraphCompiler.compile(copy, spec.imageSize());
    Map<String, int[]> shapes = plan.shapes(spec.imageSize());
    for (Flatten flat : plan.nodes(Flatten.class)) {
      String layer =
          flat.name().substring(0, flat.name().length() - GraphCompiler.FLATTEN.length());
      size(flattening.get(layer), shapes.get(flat.input()));
    }
    return copy;
  }

  /** These are the network's tensors, each of them, but for the number of classes. */
  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    String weight = head + ".weight";
    if (!takes(imageSize) || !tensors.contains(weight) || tensors.get(weight).rank() != 2) {
      return Optional.empty();
    }
    NetworkSpec spec = new NetworkSpec(this, width, (int) tensors.get(weight).size(0), imageSize);
    Map<String, long[]> expected = spec.plan().tensors();
    List<String> unknown = new ArrayList<>(tensors.names());
    unknown.removeAll(expected.keySet());
    boolean all = unknown.isEmpty() && tensors.fitting(expected) == expected.size();
    return all ? Optional.of(spec) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GraphArchitecture that && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
