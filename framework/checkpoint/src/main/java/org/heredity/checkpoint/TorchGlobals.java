package org.heredity.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The globals of a PyTorch state dict: OrderedDict, the functions that put tensors and parameters
 * together, storage classes and element types. All others are kept as names, but for those that are
 * dangerous, which are refused. One for each pickle.
 */
final class TorchGlobals implements PickleHost {
  static final String ADVICE =
      "If you trust the file, save its tensors alone with PyTorch: "
          + "torch.save(model.state_dict(), path)";

  private static final String OF_TYPE = "torch._tensor._rebuild_from_type_v2";

  /** Modules of Python's own containers, which are not worth mentioning. */
  private static final Set<String> PLAIN =
      Set.of("builtins", "__builtin__", "collections", "_codecs", "copyreg", "copy_reg");

  private static final int MAX_PAIRS = 1 << 18;
  private static final int MAX_UNKNOWN = 256;

  private final Map<String, Constructor> constructors =
      Map.of(
          "collections.OrderedDict",
          this::orderedDict,
          "torch._utils._rebuild_tensor",
          arguments -> tensor(arguments, 4, null),
          "torch._utils._rebuild_tensor_v2",
          TorchGlobals::tensorV2,
          "torch._utils._rebuild_tensor_v3",
          TorchGlobals::tensorV3,
          "torch._utils._rebuild_parameter",
          TorchGlobals::parameter,
          "torch._utils._rebuild_parameter_with_state",
          TorchGlobals::parameter,
          OF_TYPE,
          this::ofType);

  private final Set<String> unknown = new TreeSet<>();
  private int pairs;

  /** The first globals that were kept as names, in their alphabet's order. */
  Set<String> unknown() {
    return Collections.unmodifiableSet(unknown);
  }

  @Override
  public Object global(String module, String name) {
    Constructor constructor = constructors.get(module + "." + name);
    if (constructor != null) {
      return constructor;
    }
    Optional<ElementType> type =
        switch (module) {
          case "torch" -> ElementType.ofStorage(name).or(() -> ElementType.ofTorch(name));
          case "torch.cuda" -> ElementType.ofStorage(name);
          case "torch.storage" ->
              name.equals("UntypedStorage") || name.equals("_UntypedStorage")
                  ? Optional.of(ElementType.U8)
                  : Optional.empty();
          default -> Optional.empty();
        };
    if (type.isPresent()) {
      return type.get();
    }
    if (DangerousGlobals.contains(module, name)) {
      throw new CheckpointException(
          "the pickle refers to "
              + Printable.quote(module + "." + name)
              + ", which can run code or reach outside the file when Python loads it; no checkpoint "
              + "needs it, and it is refused. "
              + ADVICE);
    }
    InertGlobal inert = new InertGlobal(module, name);
    if (!PLAIN.contains(module) && unknown.size() < MAX_UNKNOWN) {
      unknown.add(Printable.shortened(inert.toString()));
    }
    return inert;
  }

  @Override
  public Object persistent(Object id) {
    if (!(id instanceof List<?> fields) || fields.isEmpty()) {
      throw new CheckpointException("a persistent id is no tuple; the file is damaged");
    }
    // Legacy files name the class of a whole module so, with its source, which is left alone.
    if ("module".equals(fields.get(0)) && fields.size() > 1) {
      return fields.get(1);
    }
    if (!"storage".equals(fields.get(0))) {
      throw new CheckpointException(
          "a persistent id stands for "
              + describe(fields.get(0))
              + "; only storages are read. "
              + ADVICE);
    }
    if (fields.size() < 5 || fields.size() > 6) {
      throw new CheckpointException(
          "a storage has " + fields.size() + " fields; 5 or 6 were expected");
    }
    if (!(fields.get(1) instanceof ElementType type)) {
      throw new CheckpointException("a storage's class is " + describe(fields.get(1)));
    }
    String key = key(fields.get(2));
    long size = integer(fields.get(4), "a storage's size");
    if (fields.size() == 5 || fields.get(5) == PickleMachine.NONE) {
      return new StorageRef(type, key, size, 0, size);
    }
    // Before PyTorch 0.4 a storage could be a view of another: (key, offset, size).
    if (!(fields.get(5) instanceof List<?> view) || view.size() != 3) {
      throw new CheckpointException("a storage's view is no tuple of three; the file is damaged");
    }
    return new StorageRef(
        type,
        key,
        size,
        integer(view.get(1), "a view's offset"),
        integer(view.get(2), "a view's size"));
  }

  private Object orderedDict(List<?> arguments) {
    PickleDict dict = new PickleDict();
    if (arguments.isEmpty()) {
      return dict;
    }
    // Python 2 passes the entries: [[key, value], ...].
    if (arguments.size() > 1 || !(arguments.get(0) instanceof PickleMachine.PickleList list)) {
      throw new CheckpointException("an OrderedDict is made of what is no list of pairs");
    }
    // One list may be passed again and again, and is copied every time.
    pairs += Math.min(list.items().size(), MAX_PAIRS + 1);
    if (pairs > MAX_PAIRS) {
      throw new CheckpointException(
          "OrderedDicts are made of over " + MAX_PAIRS + " pairs; that is refused. " + ADVICE);
    }
    for (Object item : list.items()) {
      List<?> pair =
          item instanceof PickleMachine.PickleList p
              ? p.items()
              : item instanceof List<?> t ? t : List.of();
      if (pair.size() != 2) {
        throw new CheckpointException("an OrderedDict is made of what is no list of pairs");
      }
      dict.set(pair.get(0), pair.get(1));
    }
    return dict;
  }

  /** (storage, offset, size, stride, requires_grad, backward_hooks[, metadata]). */
  private static Object tensorV2(List<?> arguments) {
    if (arguments.size() == 7) {
      plain(arguments.get(6));
      return tensor(arguments, 7, null);
    }
    return tensor(arguments, 6, null);
  }

  /** As v2, then (dtype[, metadata]); the storage is untyped. */
  private static Object tensorV3(List<?> arguments) {
    if (arguments.size() < 7 || !(arguments.get(6) instanceof ElementType type)) {
      throw new CheckpointException("_rebuild_tensor_v3 has no element type; the file is damaged");
    }
    if (arguments.size() == 8) {
      plain(arguments.get(7));
    }
    return tensor(arguments, arguments.size() == 8 ? 8 : 7, type);
  }

  private static void plain(Object metadata) {
    boolean none =
        metadata == PickleMachine.NONE
            || metadata instanceof PickleDict dict && dict.entries().isEmpty();
    if (!none) {
      throw new CheckpointException(
          "a tensor is a negated or conjugated view, which is not supported. Save it with "
              + "tensor.resolve_neg().resolve_conj()");
    }
  }

  private static TensorSpec tensor(List<?> arguments, int count, ElementType type) {
    if (arguments.size() != count) {
      throw new CheckpointException(
          "a tensor is made of "
              + arguments.size()
              + " arguments; "
              + count
              + " were expected; the file is damaged");
    }
    if (!(arguments.get(0) instanceof StorageRef storage)) {
      throw new CheckpointException(
          "a tensor is made of " + describe(arguments.get(0)) + " instead of a storage");
    }
    return new TensorSpec(
        storage,
        type == null ? storage.type() : type,
        integer(arguments.get(1), "a tensor's offset"),
        integers(arguments.get(2), "a tensor's shape"),
        integers(arguments.get(3), "a tensor's strides"));
  }

  /** (tensor, requires_grad, backward_hooks). */
  private static Object parameter(List<?> arguments) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof InertObject other) {
      return other;
    }
    if (arguments.isEmpty() || !(arguments.get(0) instanceof TensorSpec tensor)) {
      throw new CheckpointException("a parameter is made of no tensor; the file is damaged");
    }
    return tensor;
  }

  /** (function, type, arguments, state): a subclass of tensor, or one with attributes. */
  private Object ofType(List<?> arguments) {
    boolean plain =
        arguments.size() == 4
            && arguments.get(0) instanceof Constructor function
            // One within another would recurse as often as a file likes.
            && function != constructors.get(OF_TYPE)
            && arguments.get(2) instanceof List<?>;
    return plain
        ? ((Constructor) arguments.get(0)).call((List<?>) arguments.get(2))
        : new InertObject(new InertGlobal("torch._tensor", "_rebuild_from_type_v2"), arguments);
  }

  private static String key(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Long number) {
      return number.toString();
    }
    throw new CheckpointException("a storage's key is " + describe(value));
  }

  private static long integer(Object value, String what) {
    if (!(value instanceof Long number)) {
      throw new CheckpointException(what + " is " + describe(value) + " instead of an integer");
    }
    return number;
  }

  private static List<Long> integers(Object value, String what) {
    if (!(value instanceof List<?> list) || list.size() > TensorShape.MAX_RANK) {
      throw new CheckpointException(
          what + " is no tuple of at most " + TensorShape.MAX_RANK + " integers");
    }
    List<Long> integers = new ArrayList<>(list.size());
    for (Object item : list) {
      integers.add(integer(item, what));
    }
    return List.copyOf(integers);
  }

  /** What a value is, without its contents: they may be nested without end. */
  static String describe(Object value) {
    if (value instanceof String text) {
      return Printable.quote(text);
    }
    if (value instanceof Long || value instanceof Double || value instanceof Boolean) {
      return value.toString();
    }
    if (value == PickleMachine.NONE) {
      return "None";
    }
    if (value instanceof PickleDict) {
      return "a dict";
    }
    if (value instanceof PickleMachine.PickleList) {
      return "a list";
    }
    if (value instanceof List<?>) {
      return "a tuple";
    }
    if (value instanceof TensorSpec) {
      return "a tensor";
    }
    if (value instanceof InertObject object) {
      return object.callable() instanceof InertGlobal global
          ? "an object of " + Printable.quote(global.toString())
          : "an object";
    }
    if (value instanceof InertGlobal global) {
      return Printable.quote(global.toString());
    }
    return value instanceof StorageRef ? "a storage" : "something else";
  }
}
