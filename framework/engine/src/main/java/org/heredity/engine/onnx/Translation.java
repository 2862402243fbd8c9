package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.checkpoint.OnnxModel;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.checkpoint.OnnxTensor;
import org.heredity.engine.memory.Floats;

/**
 * What the names of an ONNX graph stand for, as far as it is translated. Throws {@link
 * IllegalArgumentException} with the end of a sentence about the operator. Not thread-safe.
 */
final class Translation {
  private static final int MOST_NUMBERS = 1 << 22;

  private final OnnxModel model;
  private final Draft draft;
  private final Actives actives;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> consumers = new HashMap<>();

  /** Values that a convolution or linear layer made, and nobody renamed. */
  private final Set<String> layers = new HashSet<>();

  Translation(OnnxModel model, int imageSize) {
    this.model = model;
    this.draft = new Draft(model, imageSize);
    this.actives = new Actives(draft);
    for (OnnxNode node : model.nodes()) {
      node.inputs().forEach(name -> consumers.merge(name, 1, Integer::sum));
    }
    consumers.merge(model.output(), 1, Integer::sum);
    values.put(model.input(), Value.Image.input(imageSize));
    model.tensors().forEach((name, tensor) -> values.put(name, constant(tensor)));
  }

  static Value constant(OnnxTensor tensor) {
    if (tensor.isWhole()) {
      return tensor.shape().length < 2
          ? new Value.Whole(tensor.wholes(), tensor.shape().length == 0)
          : new Value.Numbers(tensor.name(), tensor.shape(), () -> Draft.floats(tensor));
    }
    return new Value.Numbers(tensor.name(), tensor.shape(), () -> Draft.floats(tensor));
  }

  Draft draft() {
    return draft;
  }

  Actives actives() {
    return actives;
  }

  /** Version of ONNX's operators. */
  long opset() {
    return model.opset();
  }

  /** Images that the file is fixed to, or 0. */
  long batch() {
    return model.inputShape().isEmpty() ? 0 : model.inputShape().get(0);
  }

  /** Whether a node has an input. */
  boolean has(OnnxNode node, int input) {
    return node.inputs().size() > input && !node.inputs().get(input).isEmpty();
  }

  /** What an input is. */
  Value value(OnnxNode node, int input) {
    if (!has(node, input)) {
      throw new IllegalArgumentException("has no input " + input);
    }
    return named(node.inputs().get(input));
  }

  /** What a name stands for. */
  Value named(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "takes '" + name + "', which nothing before it makes: the graph is cyclic or damaged");
    }
    return value;
  }

  /** An input that depends on the images. */
  Value.Active active(OnnxNode node, int input) {
    Value value = value(node, input);
    if (value instanceof Value.Active active) {
      return active;
    }
    throw new IllegalArgumentException("takes a constant as input " + input);
  }

  /** An input that is constant. */
  Value.Numbers numbers(OnnxNode node, int input) {
    Value value = value(node, input);
    if (value instanceof Value.Numbers numbers) {
      return numbers;
    }
    throw new IllegalArgumentException(
        "takes what is no constant of the file as input " + input + ", its weights");
  }

  /** An input of whole numbers that are known. */
  long[] wholes(OnnxNode node, int input) {
    Value value = value(node, input);
    if (value instanceof Value.Whole whole) {
      return whole.values();
    }
    throw new IllegalArgumentException("takes what is no known shape as input " + input);
  }

  /** Whole numbers of an attribute, or of an input in later opsets. */
  Optional<long[]> wholes(OnnxNode node, String attribute, int input) {
    if (node.has(attribute)) {
      return Optional.of(node.wholes(attribute));
    }
    return has(node, input) ? Optional.of(wholes(node, input)) : Optional.empty();
  }

  /** The elements of a constant that is no weight. */
  static float[] floats(Value.Numbers numbers) {
    if (numbers.length() > MOST_NUMBERS) {
      throw new IllegalArgumentException("takes a constant of " + numbers.length() + " numbers");
    }
    return Floats.copy(numbers.array().get());
  }

  /** A constant that is one number; empty for anything else. */
  static Optional<Double> scalar(Value value) {
    if (value instanceof Value.Whole whole
        && whole.values().length == 1
        && whole.values()[0] != Layout.BATCH) {
      return Optional.of((double) whole.values()[0]);
    }
    return value instanceof Value.Numbers numbers && numbers.length() == 1
        ? Optional.of((double) floats(numbers)[0])
        : Optional.empty();
  }

  /** Gives a node's only output that is used. */
  void result(OnnxNode node, Value value) {
    results(node, List.of(value));
  }

  /** Gives a node's outputs. */
  void results(OnnxNode node, List<Value> made) {
    for (int i = 0; i < node.outputs().size(); i++) {
      String name = node.outputs().get(i);
      if (name.isEmpty()) {
        continue;
      }
      if (i >= made.size()) {
        if (consumers.containsKey(name)) {
          throw new IllegalArgumentException("has a second output, '" + name + "', that is used");
        }
      } else if (values.put(name, made.get(i)) != null) {
        throw new IllegalArgumentException("makes '" + name + "', which there is already");
      }
    }
  }

  /** Gives the result of a convolution or linear layer. */
  void layer(OnnxNode node, Value value) {
    result(node, value);
    layers.add(node.outputs().get(0));
  }

  /** Whether an input is a layer's result that nothing else takes. */
  boolean sole(OnnxNode node, int input) {
    return layers.contains(node.inputs().get(input)) && only(node, input);
  }

  /** Whether nothing else takes an input. */
  boolean only(OnnxNode node, int input) {
    return consumers.get(node.inputs().get(input)) == 1;
  }

  /** Whether a node's result is the model's, and nothing else takes it. */
  boolean last(OnnxNode node) {
    String name = node.outputs().get(0);
    return name.equals(model.output()) && consumers.get(name) == 1;
  }

  /** What a node's results are called by. */
  static String name(OnnxNode node) {
    return node.name().isEmpty() ? node.operator() : node.name();
  }

  /** Refuses a node that says something else of itself. */
  static void require(boolean condition, String otherwise, Object... seen) {
    if (!condition) {
      throw new IllegalArgumentException(
          otherwise + (seen.length == 0 ? "" : " " + Arrays.deepToString(seen)));
    }
  }
}
