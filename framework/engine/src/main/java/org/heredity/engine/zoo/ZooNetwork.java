package org.heredity.engine.zoo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Architecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.naming.Match;
import org.heredity.engine.naming.NameMatcher;
import org.heredity.files.CacheFolder;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A model of Deeplearning4j's zoo whose vertices have PyTorch's names: {@link #init} gives a {@link
 * ComputationGraph} that trains with Deeplearning4j's own {@code fit}, and from which the engine
 * compiles what it runs. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities. Thread-safe but for {@link #setInputShape}.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public abstract class ZooNetwork extends ZooModel<ComputationGraph> {
  private static final int COLOURS = 3;

  private final Architecture architecture;
  private final int classes;
  private final int width;
  private final long seed;
  private final IUpdater updater;
  private final Path weights;
  private final Path cache;
  private int side;

  ZooNetwork(Architecture architecture, Builder<?> settings) {
    this.architecture = architecture;
    this.classes = settings.classes;
    this.width = settings.width;
    this.side = settings.side;
    this.seed = settings.seed;
    this.updater = settings.updater;
    this.weights = settings.weights;
    this.cache = settings.cache;
    spec();
  }

  /** Adds the vertices from the images to the head. */
  abstract ComputationGraphConfiguration graph(Vertices vertices, NetworkSpec spec);

  /** Which network it is. */
  public final NetworkSpec spec() {
    return new NetworkSpec(architecture, width, classes, side);
  }

  /** A new configuration, which is the caller's. */
  public final ComputationGraphConfiguration configuration() {
    return graph(new Vertices(side, seed, updater), spec());
  }

  /**
   * A graph of random weights: He for convolutions (fan out), PyTorch's default for linear layers.
   * The same seed gives the same weights.
   */
  @Override
  public final ComputationGraph init() {
    try (Network network = Network.create(spec(), Randomness.of(seed))) {
      return filled(network);
    }
  }

  /**
   * As {@link #initPretrained(PretrainedType)}, with ImageNet's weights.
   *
   * @throws IOException as there
   */
  @Override
  public final ComputationGraph initPretrained() throws IOException {
    return initPretrained(PretrainedType.IMAGENET);
  }

  /**
   * A graph with the weights of the file that the builder was given, or else with torchvision's
   * from the cache, where {@code heredity weights get} puts them; nothing is downloaded here. Where
   * the file has another number of classes than the model, the head is a fresh one.
   *
   * @throws FileNotFoundException if the file is not there; the message names it, and the command
   *     that gets it
   * @throws UnsupportedOperationException if no file was given and no such weights are published
   * @throws org.heredity.checkpoint.CheckpointException if the file is damaged, or of another
   *     network
   */
  @Override
  public final ComputationGraph initPretrained(PretrainedType type) throws IOException {
    StateDict tensors = brought(file(type));
    NetworkSpec spec = spec();
    boolean whole =
        architecture.recognise(tensors, side).map(found -> found.classes() == classes).orElse(true);
    try (Network network =
        whole ? Network.of(spec, tensors) : Network.reuse(spec, tensors, Randomness.of(seed))) {
      return filled(network);
    }
  }

  private StateDict brought(Path file) {
    StateDict tensors = Checkpoints.read(file);
    try {
      return NameMatcher.match(architecture, tensors, side).map(Match::weights).orElse(tensors);
    } catch (CheckpointException e) {
      throw e.in(file);
    }
  }

  private Path file(PretrainedType type) throws FileNotFoundException {
    Optional<PublishedWeights> published = published(type);
    if (weights == null && published.isEmpty()) {
      throw new UnsupportedOperationException(
          "no weights of "
              + architecture.name()
              + " for "
              + type
              + " are published with a digest; give the builder a file: weights(Path)");
    }
    Path file = weights != null ? weights : published.get().in(cache);
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(
          published
              .filter(one -> weights == null)
              .map(
                  one ->
                      "torchvision's weights of "
                          + architecture.name()
                          + " are expected in '"
                          + file
                          + "', which is not there; 'heredity weights get "
                          + one.key()
                          + "' gets them from "
                          + one.address()
                          + ", or give the builder a file: weights(Path)")
              .orElse(
                  "the weights of "
                      + architecture.name()
                      + " are expected in '"
                      + file
                      + "', which is not there; check the path that the builder was given"));
    }
    return file;
  }

  private ComputationGraph filled(Network network) {
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    network.writeTo(graph);
    return graph;
  }

  private Optional<PublishedWeights> published(PretrainedType type) {
    return type == PretrainedType.IMAGENET
        ? PublishedWeights.of(architecture.name())
        : Optional.empty();
  }

  /** Whether {@link #initPretrained(PretrainedType)} knows a file; it may yet have to be got. */
  @Override
  public final boolean pretrainedAvailable(PretrainedType type) {
    return weights != null || published(type).isPresent();
  }

  /** Where torchvision publishes the weights, or null. */
  @Override
  public final String pretrainedUrl(PretrainedType type) {
    return published(type).map(PublishedWeights::address).orElse(null);
  }

  /** 0: the digest of torchvision's files, which {@code weights get} checks, is no Adler-32. */
  @Override
  public final long pretrainedChecksum(PretrainedType type) {
    return 0;
  }

  @Override
  public final Class<? extends Model> modelType() {
    return ComputationGraph.class;
  }

  @Override
  @SuppressWarnings("deprecation")
  public final ModelMetaData metaData() {
    return new ModelMetaData(new int[][] {{COLOURS, side, side}}, 1, ZooType.CNN);
  }

  @Override
  public final void setInputShape(int[][] shapes) {
    if (shapes.length != 1) {
      throw new IllegalArgumentException(
          "expected the shape of one input, got " + Arrays.deepToString(shapes));
    }
    side = side(shapes[0]);
  }

  private static int side(int... shape) {
    if (shape.length != 3 || shape[0] != COLOURS || shape[1] != shape[2]) {
      throw new IllegalArgumentException(
          "expected an input of three colours and a square, such as [3, 224, 224], got "
              + Arrays.toString(shape));
    }
    return shape[1];
  }

  /**
   * Settings of a model; not thread-safe.
   *
   * @param <M> the model
   */
  public static final class Builder<M extends ZooNetwork> {
    private final Function<Builder<M>, M> build;
    private int classes;
    private int side;
    private int width;
    private long seed = 1;
    private IUpdater updater = new Sgd(0.01);
    private Path weights;
    private Path cache = CacheFolder.standard();

    Builder(Function<Builder<M>, M> build) {
      this.build = build;
    }

    /** Outputs of the head. */
    public Builder<M> numClasses(int number) {
      classes = number;
      return this;
    }

    /** Colours, height and width in pixels: {@code 3, side, side}. */
    public Builder<M> inputShape(int... shape) {
      side = side(shape);
      return this;
    }

    /** Channels of the first stage, on which those of all others follow. */
    public Builder<M> width(int channels) {
      width = channels;
      return this;
    }

    /** Of the random weights; 1 by default. */
    public Builder<M> seed(long value) {
      seed = value;
      return this;
    }

    /** How {@code fit} changes weights; SGD at 0.01 by default. */
    public Builder<M> updater(IUpdater value) {
      updater = value;
      return this;
    }

    /** A PyTorch or safetensors file for {@link ZooNetwork#initPretrained(PretrainedType)}. */
    public Builder<M> weights(Path file) {
      weights = file;
      return this;
    }

    /** The folder of downloads, where {@code weights get} has another than the usual one. */
    public Builder<M> cache(Path folder) {
      cache = folder;
      return this;
    }

    /** The network that {@code spec} tells. */
    M of(NetworkSpec spec) {
      return numClasses(spec.classes())
          .inputShape(COLOURS, spec.imageSize(), spec.imageSize())
          .width(spec.width())
          .build();
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if it cannot be of that size
     */
    public M build() {
      return build.apply(this);
    }
  }
}
