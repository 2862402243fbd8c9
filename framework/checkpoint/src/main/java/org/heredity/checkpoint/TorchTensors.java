package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns what a PyTorch pickle describes into tensors, once its storages are known. */
final class TorchTensors {
  /** Where storages lie. */
  @FunctionalInterface
  interface Storages {
    /**
     * Bytes {@code offset} to {@code offset + length} of a storage, of which those are known to lie
     * within {@link StorageRef#storedBytes()}.
     *
     * @throws CheckpointException if the file has no such storage, or of another size
     */
    ByteBuffer bytes(StorageRef storage, long offset, long length);
  }

  /** So many other state dicts are compared with the one that is read; the rest is only named. */
  private static final int MAX_COMPARED = 4;

  private final Storages storages;
  private final long fileSize;

  TorchTensors(Storages storages, long fileSize) {
    this.storages = storages;
    this.fileSize = fileSize;
  }

  /** The state dict within {@code root}, copied out of the storages. */
  Checkpoint read(Object root, TorchGlobals globals, Optional<String> choice, String format) {
    List<String> notes = new ArrayList<>();
    StateDictFinder.Result found = new StateDictFinder(notes, choice).find(root);
    List<String> paths = new ArrayList<>();
    paths.add(found.chosen().path());
    found.others().forEach(other -> paths.add(other.path()));
    paths.removeIf(String::isEmpty);
    Map<String, TensorSpec> specs =
        NamePrefix.chosen(
            found.chosen().tensors(),
            choice.filter(wanted -> !wanted.equals(found.chosen().path())),
            paths,
            notes);
    TensorAllocator allocator = new TensorAllocator(fileSize);
    Map<String, INDArray> seen = new HashMap<>();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    // Tensors that are one in PyTorch are one here.
    specs.forEach(
        (name, spec) ->
            tensors.put(
                name, seen.computeIfAbsent(spec.identity(), s -> copy(name, spec, allocator))));
    int compared = 0;
    for (StateDictFinder.Found other : found.others()) {
      if (compared++ < MAX_COMPARED) {
        notes.add(beside(other, specs, tensors));
      }
    }
    if (!globals.unknown().isEmpty()) {
      notes.add(
          "what lies around the tensors refers to "
              + Printable.list(globals.unknown())
              + "; it was read as plain data, left out, and none of it was run");
    }
    return Checkpoint.of(format, tensors, Map.of(), notes);
  }

  private String beside(
      StateDictFinder.Found other, Map<String, TensorSpec> specs, Map<String, INDArray> tensors) {
    String advice =
        "; '--state-dict " + Printable.shortened(other.path()) + "' takes it, if it is wanted";
    String what = "the file also holds " + Printable.quote(other.path()) + ", ";
    Map<String, TensorSpec> bare = Checkpoint.bare(other.tensors());
    Map<String, TensorSpec> own = Checkpoint.bare(specs);
    if (!bare.keySet().equals(own.keySet())) {
      long shared = bare.keySet().stream().filter(own::containsKey).count();
      return what
          + bare.size()
          + " tensors, of which "
          + shared
          + " have the names of the "
          + own.size()
          + " that were read"
          + advice;
    }
    return what
        + new Comparison(Checkpoint.bare(tensors), name -> copyAlone(name, bare.get(name)))
            .inWords()
        + advice;
  }

  private INDArray copyAlone(String name, TensorSpec spec) {
    return copy(name, spec, new TensorAllocator(fileSize));
  }

  private INDArray copy(String name, TensorSpec spec, TensorAllocator allocator) {
    long[] shape = spec.shapeArray();
    long[] strides = spec.stridesArray();
    TensorShape.count(shape, name);
    long reach = TensorShape.reach(shape, strides, name);
    if (reach < 0) {
      return allocator.contiguous(name, spec.type(), shape, ByteBuffer.allocate(0));
    }
    StorageRef storage = spec.storage();
    int width = spec.type().bytes();
    long elements = storage.length() * storage.type().bytes() / width;
    if (spec.offset() < 0 || spec.offset() >= elements || reach >= elements - spec.offset()) {
      throw new CheckpointException(
          "tensor "
              + Printable.quote(name)
              + " spans elements "
              + spec.offset()
              + " to "
              + spec.offset()
              + "+"
              + reach
              + " of a storage of "
              + elements
              + "; the file is damaged");
    }
    long start = storage.offset() * storage.type().bytes() + spec.offset() * width;
    ByteBuffer from = storages.bytes(storage, start, (reach + 1) * width);
    return allocator.strided(name, spec.type(), shape, strides, from);
  }
}
