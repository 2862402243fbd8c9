package org.heredity.engine.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.OnnxModel;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.data.Normalisation;
import org.heredity.engine.GraphArchitecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Translates the network in an ONNX file to one that the engine compiles: a graph of Deeplearning4j
 * and its tensors, by the names that the file has for modules where it tells them. Stateless and
 * thread-safe.
 */
public final class OnnxNetwork {
  /** What graphs of such files are called. */
  public static final String DOOR = "onnx";

  private static final int COLOURS = 3;
  private static final int LARGEST_SIDE = 4096;
  private static final double LEVELS = 255;

  /** No mean of values up to 1 is larger, nor a deviation of any use. */
  private static final double LARGEST_UNIT = 1.5;

  private static final double DECIMALS = 1e6;

  private OnnxNetwork() {}

  /**
   * Reads and translates a file.
   *
   * @param imageSize side of the images, in pixels; a file that fixes another is refused
   * @throws CheckpointException naming the file, and the operator that is not computed, its node
   *     and who wrote it
   */
  public static FileNetwork read(Path file, int imageSize) {
    return read(file, Optional.of(imageSize), imageSize);
  }

  /**
   * As {@link #read(Path, int)}.
   *
   * @param imageSize side of the images, in pixels; if it is not said, the one that the file fixes
   * @param otherwise where the file fixes none
   */
  public static FileNetwork read(Path file, Optional<Integer> imageSize, int otherwise) {
    OnnxModel model = OnnxModel.read(file);
    try {
      return of(model, imageSize.or(() -> side(model)).orElse(otherwise));
    } catch (CheckpointException e) {
      throw e.in(file);
    }
  }

  /**
   * The side of the images that a file fixes, if it does.
   *
   * @throws CheckpointException if its input is no square image of three colours
   */
  public static Optional<Integer> side(OnnxModel model) {
    List<Long> shape = model.inputShape();
    boolean images =
        shape.size() == 4
            && (shape.get(1) == COLOURS || shape.get(1) == 0)
            && (shape.get(2).equals(shape.get(3)) || shape.get(2) == 0 || shape.get(3) == 0)
            && Math.max(shape.get(2), shape.get(3)) <= LARGEST_SIDE;
    if (!images) {
      throw new CheckpointException(
          "the model's input is "
              + shape
              + " (0: any); square images of three colours are read, [N, 3, side, side] "
              + model.producer());
    }
    long side = Math.max(shape.get(2), shape.get(3));
    return side == 0 ? Optional.empty() : Optional.of((int) side);
  }

  /**
   * Translates a model.
   *
   * @throws CheckpointException as {@link #read}, without the file's name
   */
  static FileNetwork of(OnnxModel model, int imageSize) {
    side(model)
        .filter(side -> side != imageSize)
        .ifPresent(
            side -> {
              throw new CheckpointException(
                  "the model takes images of "
                      + side
                      + " pixels, and the image size is "
                      + imageSize
                      + "; make that "
                      + side);
            });
    List<String> notes = new ArrayList<>();
    Translation graph = new Translation(model, imageSize);
    translate(model, graph, notes);
    try {
      Value result = graph.named(model.output());
      if (!(result instanceof Value.Active logits)) {
        throw new IllegalArgumentException("gives a constant");
      }
      Ending ending = Ending.of(graph.draft(), graph.actives().image(logits));
      Optional<Normalisation> normalisation =
          graph.actives().normalisation().map(OnnxNetwork::normalisation);
      normalisation.ifPresent(
          own -> notes.add("images are normalised as the graph begins with: " + own));
      return network(model, graph.draft(), ending, imageSize, normalisation, notes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CheckpointException(
          "the graph to '" + model.output() + "' " + e.getMessage() + " " + model.producer(), e);
    }
  }

  private static void translate(OnnxModel model, Translation graph, List<String> notes) {
    ScalarOperators scalars = new ScalarOperators(graph);
    ShapeOperators shapes = new ShapeOperators(graph);
    LayerOperators layers = new LayerOperators(graph, notes::add);
    for (OnnxNode node : model.nodes()) {
      try {
        if (!scalars.translate(node) && !shapes.translate(node) && !layers.translate(node)) {
          throw new IllegalArgumentException(
              "is no operator that is computed here; docs/models.md lists those that are");
        }
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new CheckpointException(node + " " + e.getMessage() + " " + model.producer(), e);
      } catch (CheckpointException e) {
        throw new CheckpointException(e.getMessage() + " " + model.producer(), e);
      }
    }
  }

  /**
   * What {@code factor * x + term} does to images of values from 0 to 1, or to 255, of which the
   * size of what it subtracts tells.
   */
  private static Normalisation normalisation(Value.Scaled scaled) {
    double[] mean = new double[COLOURS];
    double[] deviation = new double[COLOURS];
    double largest = 0;
    for (int c = 0; c < COLOURS; c++) {
      deviation[c] = 1.0 / scaled.factors()[c];
      mean[c] = -scaled.terms()[c] * deviation[c];
      largest = Math.max(largest, Math.max(mean[c], deviation[c]));
    }
    double unit = largest > LARGEST_UNIT ? LEVELS : 1;
    try {
      return Normalisation.of(decimals(unit, mean), decimals(unit, deviation));
    } catch (DataException e) {
      throw new IllegalArgumentException("begins with no normalisation: " + e.getMessage(), e);
    }
  }

  /** As they were written before they were rounded to single precision. */
  private static List<Double> decimals(double unit, double... values) {
    return Arrays.stream(values)
        .mapToObj(value -> Math.round(value / unit * DECIMALS) / DECIMALS)
        .toList();
  }

  private static FileNetwork network(
      OnnxModel model,
      Draft draft,
      Ending ending,
      int imageSize,
      Optional<Normalisation> normalisation,
      List<String> notes) {
    Node.Conv head = ending.head();
    if (ending.added()) {
      notes.add(
          "it ends with the means of scores, so the head is a linear layer that leaves them as they"
              + " are");
    }
    if (!head.bias()) {
      draft.put(head.name(), "bias", new float[head.out()], head.out());
      notes.add("the head has no bias, so it is 0");
    }
    GraphArchitecture architecture =
        GraphArchitecture.of(DOOR, LayerGraph.of(ending.nodes(), head, imageSize), imageSize);
    NetworkSpec spec =
        new NetworkSpec(architecture, architecture.publishedWidth(), head.out(), imageSize);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    spec.plan()
        .tensors()
        .forEach(
            (name, shape) -> {
              INDArray tensor = draft.tensors().get(name);
              tensors.put(
                  name, tensor == null ? Nd4j.scalar(DataType.INT64, 0) : tensor.reshape(shape));
            });
    return new FileNetwork(spec, StateDict.of(tensors), model.metadata(), normalisation, notes);
  }
}
