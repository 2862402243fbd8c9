package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pickle as plain data, by the machine that reads checkpoints: nothing is executed or
 * instantiated, what can only do harm is refused by name, and memory is bounded by the pickle's
 * size. Stateless and thread-safe.
 */
public final class InertPickle {
  /** Longer strings of Python 2 hold arrays, and stay where they are. */
  private static final int LONGEST_TEXT = 1 << 10;

  private InertPickle() {}

  /**
   * A NumPy array in C order.
   *
   * @param type as NumPy codes it, such as {@code u1} or {@code f8}
   * @param shape its sizes
   * @param position of its first byte in the pickle
   * @param bytes its elements as they lie there
   */
  public record Array(String type, List<Long> shape, int position, ByteBuffer bytes) {
    public Array {
      shape = List.copyOf(shape);
    }
  }

  /**
   * The pickled dict. Keys are strings, also where Python 3 has bytes. Values are null, Boolean,
   * Long, Double, String, an unmodifiable List of these, or an {@link Array}; any other is an
   * object that only its class knows.
   *
   * @param pickle from its position; it must not change as long as an array is used
   * @throws CheckpointException if it is no pickle of a dict, damaged, too large, or names what can
   *     only do harm
   */
  public static Map<String, Object> dict(ByteBuffer pickle) {
    Object root = PickleMachine.read(pickle, new TorchGlobals(), LONGEST_TEXT);
    if (!(root instanceof PickleDict dict)) {
      throw new CheckpointException(
          "the pickle is " + TorchGlobals.describe(root) + ", but a dict was expected");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<Object, Object> entry : dict.entries()) {
      if (plain(entry.getKey()) instanceof String key) {
        values.put(key, value(entry.getValue()));
      }
    }
    return Collections.unmodifiableMap(values);
  }

  private static Object value(Object value) {
    if (value instanceof PickleMachine.PickleList list) {
      List<Object> items = new ArrayList<>(list.items().size());
      list.items().forEach(item -> items.add(plain(item)));
      return Collections.unmodifiableList(items);
    }
    if (value instanceof InertObject object) {
      Optional<Array> array = array(object);
      if (array.isPresent()) {
        return array.get();
      }
    }
    return plain(value);
  }

  private static Object plain(Object value) {
    if (value == PickleMachine.NONE) {
      return null;
    }
    if (value instanceof PickleBytes bytes && bytes.content().remaining() <= LONGEST_TEXT) {
      return StandardCharsets.ISO_8859_1.decode(bytes.content().duplicate()).toString();
    }
    return value;
  }

  private static Optional<Array> array(InertObject object) {
    if (object.callable() instanceof InertGlobal global) {
      String name = global.toString().replace("numpy._core.", "numpy.core.");
      // (version, shape, dtype, Fortran's order, bytes), set on an empty array.
      if (name.equals("numpy.core.multiarray._reconstruct")
          && object.state() instanceof List<?> state
          && state.size() == 5) {
        return array(state.get(2), state.get(1), state.get(4), Boolean.TRUE.equals(state.get(3)));
      }
      // (bytes, dtype, shape, order), since protocol 5.
      if (name.equals("numpy.core.numeric._frombuffer") && object.arguments().size() == 4) {
        List<?> arguments = object.arguments();
        return array(
            arguments.get(1), arguments.get(2), arguments.get(0), "F".equals(arguments.get(3)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Array> array(Object type, Object shape, Object bytes, boolean fortran) {
    if (fortran
        || !(type instanceof InertObject made)
        || !made.calls("numpy.dtype")
        || made.arguments().isEmpty()
        || !(plain(made.arguments().get(0)) instanceof String code)
        || !(shape instanceof List<?> sizes)
        || sizes.size() > TensorShape.MAX_RANK
        || !(bytes instanceof PickleBytes content)) {
      return Optional.empty();
    }
    List<Long> checked = new ArrayList<>();
    for (Object size : sizes) {
      if (!(size instanceof Long number) || number < 0) {
        return Optional.empty();
      }
      checked.add(number);
    }
    return Optional.of(
        new Array(
            code,
            checked,
            content.at(),
            content.content().duplicate().order(ByteOrder.LITTLE_ENDIAN)));
  }
}
