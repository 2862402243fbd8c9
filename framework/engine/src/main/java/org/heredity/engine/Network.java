package org.heredity.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Plan;
import org.heredity.files.AtomicFile;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network whose weights can change: a {@link ComputationGraph} with torchvision's names. Not
 * thread-safe.
 */
public final class Network implements AutoCloseable {
  private final NetworkSpec spec;
  private final Plan plan;
  private ComputationGraph graph;
  private StateDict weights;
  private Supplier<StateDict> live;
  private boolean closed;

  /** What was made here and nobody was given. */
  private final Scope owned = new Scope();

  private Network(NetworkSpec spec) {
    this.spec = spec;
    this.plan = spec.plan();
  }

  /** Random weights as torchvision draws those of its residual networks. */
  public static Network create(NetworkSpec spec, Randomness randomness) {
    return create(spec, Initialisation.FAN_OUT, randomness);
  }

  /** Random weights, the same for the same randomness. */
  public static Network create(
      NetworkSpec spec, Initialisation initialisation, Randomness randomness) {
    Network network = new Network(spec);
    network.load(
        network.owned.own(StateDict.of(initialisation.draw(network.plan.tensors(), randomness))));
    return network;
  }

  /**
   * Exactly the tensors of {@code weights}.
   *
   * @throws CheckpointException listing missing, unexpected and misshapen tensors
   */
  public static Network of(NetworkSpec spec, StateDict weights) {
    Network network = new Network(spec);
    network.load(weights);
    return network;
  }

  /**
   * A student before it is trained: all of {@code teacher} but its head, and a fresh head of {@code
   * spec}'s size drawn from {@code randomness}.
   */
  public static Network reuse(NetworkSpec spec, StateDict teacher, Randomness randomness) {
    Network network = new Network(spec);
    Map<String, INDArray> tensors =
        new LinkedHashMap<>(teacher.fit(network.plan.tensors(), network.plan.head()).asMap());
    Map<String, long[]> head = new LinkedHashMap<>();
    for (String part : List.of(".weight", ".bias")) {
      String name = network.plan.head() + part;
      head.put(name, network.plan.tensors().get(name));
    }
    Initialisation.PYTORCH
        .draw(head, randomness)
        .forEach((name, fresh) -> tensors.put(name, network.owned.add(fresh)));
    network.load(StateDict.of(tensors));
    return network;
  }

  /**
   * Has those of {@code made}, which it was made of, closed with it that are not {@code from}'s.
   *
   * @return this
   */
  public Network owning(StateDict made, StateDict from) {
    owned.own(made, from);
    return this;
  }

  public NetworkSpec spec() {
    return spec;
  }

  /**
   * The graph, with this network's weights as they are now; it trains with Deeplearning4j's own
   * {@code fit}. What is done to it is taken over by {@link #loadGraph}.
   */
  public ComputationGraph graph() {
    if (graph == null) {
      graph = initialised(spec);
    }
    writeTo(graph);
    return graph;
  }

  private static ComputationGraph initialised(NetworkSpec spec) {
    ComputationGraph graph = new ComputationGraph(spec.architecture().configuration(spec));
    graph.init();
    return graph;
  }

  /**
   * Copies this network's weights as they are now into another graph of the same layout.
   *
   * @param target an initialised graph
   */
  public void writeTo(ComputationGraph target) {
    StateDict now = borrowed();
    GraphWeights.write(plan, now, target);
    if (live != null) {
      now.release();
    }
  }

  /**
   * Writes {@link #graph} as Deeplearning4j's {@code ModelSerializer} does. {@code
   * ModelSerializer.restoreComputationGraph} reads it in any program that has Deeplearning4j and
   * {@code org.heredity.layers}. Batch norm's counters of batches have no place in such a file.
   *
   * @throws IOException if the file cannot be written; it is then as it was
   */
  public void writeDl4j(Path file) throws IOException {
    writeDl4j(file, Map.of());
  }

  /**
   * As {@link #writeDl4j(Path)}, with metadata that {@link #readDl4jMetadata} gives back and other
   * programs do not look at.
   *
   * @param metadata of one line each
   * @throws IOException if the file cannot be written; it is then as it was
   */
  public void writeDl4j(Path file, Map<String, String> metadata) throws IOException {
    AtomicFile.write(
        file,
        out ->
            Dl4jMetadata.write(
                metadata, zip -> ModelSerializer.writeModel(graph(), zip, false), out));
  }

  /**
   * What {@link #writeDl4j(Path, Map)} wrote beside a network.
   *
   * @return by key; empty for a file of another program
   * @throws CheckpointException if it cannot be read
   */
  public static Map<String, String> readDl4jMetadata(Path file) {
    return Dl4jMetadata.read(file);
  }

  /**
   * Takes the weights over that {@link #graph} has now.
   *
   * @throws IllegalStateException if nobody has asked for the graph
   */
  public void loadGraph() {
    if (graph == null) {
      throw new IllegalStateException("there is no graph yet; graph() makes one");
    }
    load(owned.own(GraphWeights.read(plan, graph)));
  }

  /**
   * All weights and running statistics as they are now, in PyTorch's names, layout and order. While
   * a trainer works on them a copy, which the caller releases; else the network's own, which nobody
   * may write to, and which outlive it.
   */
  public StateDict stateDict() {
    return live == null ? owned.release(weights) : live.get();
  }

  /** As {@link #stateDict}, but the network's own only for as long as it is open. */
  public StateDict borrowed() {
    return live == null ? weights : live.get();
  }

  /** Replaces all weights. */
  public void load(StateDict tensors) {
    weights = owned.own(Tensors.fit(spec, tensors), tensors);
  }

  /** Names of the convolution weights, in forward order, such as {@code conv1.weight}. */
  public List<String> convolutionWeights() {
    return plan.convolutions().stream().map(conv -> conv.name() + ".weight").toList();
  }

  /** Gives up its own weights, of which the trainer that works has copies. */
  void handOver() {
    weights = null;
    owned.close();
  }

  /** While a trainer works the weights are where it keeps them. */
  void live(Supplier<StateDict> source) {
    if (source == null && live != null && !closed) {
      weights = owned.own(live.get());
    }
    live = source;
  }

  @Override
  public void close() {
    closed = true;
    owned.close();
    if (graph != null) {
      graph.clear();
    }
  }
}
