package org.heredity.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation in an ONNX file. Immutable.
 *
 * @param name as the file has it, made fit to be printed; may be empty
 * @param operator such as {@code Conv}
 * @param inputs names of the values that it takes; empty for one that is left out
 * @param outputs names of the values that it makes
 * @param attributes by name a {@link Long}, {@link Float}, {@link String}, {@code long[]}, {@code
 *     float[]} or {@link OnnxTensor}
 */
public record OnnxNode(
    String name,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** Whether it has an attribute. */
  public boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** A whole number, or what stands for it where it is left out. */
  public long whole(String attribute, long otherwise) {
    return of(attribute, Long.class).orElse(otherwise);
  }

  /** A number, likewise, in the decimals that stand for what the file has in single precision. */
  public double number(String attribute, double otherwise) {
    return of(attribute, Float.class)
        .map(value -> Double.parseDouble(value.toString()))
        .orElse(otherwise);
  }

  /** A text, likewise. */
  public String text(String attribute, String otherwise) {
    return of(attribute, String.class).orElse(otherwise);
  }

  /** Whole numbers, likewise; a copy. */
  public long[] wholes(String attribute, long... otherwise) {
    return of(attribute, long[].class).orElse(otherwise).clone();
  }

  /** Numbers, if there are any; a copy. */
  public Optional<float[]> numbers(String attribute) {
    return of(attribute, float[].class).map(float[]::clone);
  }

  /** A tensor, if there is one. */
  public Optional<OnnxTensor> tensor(String attribute) {
    return of(attribute, OnnxTensor.class);
  }

  private <T> Optional<T> of(String attribute, Class<T> type) {
    Object value = attributes.get(attribute);
    if (value != null && !type.isInstance(value)) {
      throw new CheckpointException(
          this
              + " has the attribute "
              + Printable.quote(attribute)
              + " of another type than "
              + type.getSimpleName());
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** Operator and name, for messages. */
  @Override
  public String toString() {
    String by = name.isEmpty() ? String.join(", ", outputs) : name;
    return Printable.quote(operator) + " at " + Printable.quote(by);
  }
}
