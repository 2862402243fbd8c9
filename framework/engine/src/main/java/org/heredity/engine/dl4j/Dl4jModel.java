package org.heredity.engine.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.GraphArchitecture;
import org.heredity.engine.GraphWeights;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.plan.GraphCompiler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads networks as files of Deeplearning4j's {@code ModelSerializer} lay them out: graphs, or
 * chains of layers, of any program. Tensors are called {@code VERTEX.weight} and so on. Stateless
 * and thread-safe.
 */
public final class Dl4jModel {
  /** What the names of such architectures begin with. */
  public static final String DOOR = "dl4j";

  private static final int LARGEST_SIDE = 512;

  private Dl4jModel() {}

  /**
   * Reads a file. No class that it names is instantiated unless it is one of the layers, vertices
   * and activations that the engine compiles.
   *
   * @param imageSize side of the images that it is to be given, in pixels
   * @throws CheckpointException naming the file, and what in it cannot be read, and where
   */
  public static FileNetwork read(Path file, int imageSize) {
    try {
      JsonNode text = Dl4jParameters.configuration(file);
      FileNetwork read = of(text, imageSize, number -> Dl4jParameters.read(file, number));
      return new FileNetwork(
          read.spec(),
          read.weights(),
          Network.readDl4jMetadata(file),
          Optional.empty(),
          notes(file));
    } catch (CheckpointException e) {
      throw e.in(file);
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CheckpointException(file + ": " + reason, e);
    }
  }

  /**
   * A network of what a file says of it.
   *
   * @param parameters gives as many as it is asked for, in the order of the graph's flat view
   */
  static FileNetwork of(JsonNode text, int imageSize, LongFunction<float[]> parameters) {
    ComputationGraphConfiguration given = configuration(VettedText.of(text));
    Normalised normalised = new Normalised(given, imageSize);
    requireSide(normalised.graph(), imageSize);
    GraphArchitecture architecture = GraphArchitecture.of(DOOR, normalised.graph(), imageSize);
    long number = 0;
    for (GraphVertex vertex : given.getVertices().values()) {
      number = Math.addExact(number, vertex.numParams(false));
    }
    float[] values = parameters.apply(number);
    try (INDArray flat = Nd4j.create(values, new long[] {1, values.length}, 'c')) {
      ComputationGraph graph = new ComputationGraph(given);
      graph.init(flat, false);
      StateDict weights =
          GraphWeights.read(
              GraphCompiler.compile(normalised.graph(), imageSize),
              normalised.graph(),
              name -> normalised.parameter(name, graph::getParam),
              0);
      NetworkSpec spec =
          architecture
              .recognise(weights, imageSize)
              .orElseThrow(() -> new CheckpointException("its tensors are not those of its graph"));
      return new FileNetwork(spec, weights, Map.of(), Optional.empty(), List.of());
    }
  }

  private static ComputationGraphConfiguration configuration(ObjectNode vetted) {
    ComputationGraphConfiguration given = ComputationGraphConfiguration.fromJson(vetted.toString());
    // Deeplearning4j 1.0.0-M2.1 reads true whatever the text says.
    given
        .getVertices()
        .forEach(
            (name, vertex) -> {
              JsonNode layer = vetted.path("vertices").path(name).path("layerConf").path("layer");
              if (vertex instanceof LayerVertex one
                  && one.getLayerConf().getLayer() instanceof BatchNormalization norm) {
                norm.setUseLogStd(layer.path("useLogStd").asBoolean(false));
              }
            });
    return given;
  }

  private static List<String> notes(Path file) {
    List<String> notes = new ArrayList<>();
    if (Dl4jParameters.holds(file, "normalizer.bin")) {
      notes.add(
          "its normalizer.bin is not read; say by the preprocessing what its images go through");
    }
    return notes;
  }

  /** Refuses images of a size that only another would do, and says which. */
  private static void requireSide(ComputationGraphConfiguration graph, int imageSize) {
    try {
      GraphCompiler.compile(graph, imageSize);
    } catch (IllegalArgumentException e) {
      for (int side = 1; side <= LARGEST_SIDE; side++) {
        if (GraphCompiler.compiles(graph, side)) {
          throw new CheckpointException(
              "it takes no images of "
                  + imageSize
                  + " px, but such as "
                  + side
                  + " px: "
                  + e.getMessage(),
              e);
        }
      }
      throw e;
    }
  }
}
