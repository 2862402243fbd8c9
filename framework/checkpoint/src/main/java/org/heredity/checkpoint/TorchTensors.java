package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private TorchTensors() {}

  /** The state dict within {@code root}, copied out of the storages. */
  static Checkpoint read(Object root, Storages storages, long fileSize, String format) {
    List<String> notes = new ArrayList<>();
    Map<String, TensorSpec> specs = new StateDictFinder(notes).find(root);
    TensorAllocator allocator = new TensorAllocator(fileSize);
    Map<String, INDArray> seen = new HashMap<>();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    // Tensors that are one in PyTorch are one here.
    specs.forEach(
        (name, spec) ->
            tensors.put(
                name,
                seen.computeIfAbsent(spec.identity(), s -> copy(name, spec, storages, allocator))));
    return Checkpoint.of(format, tensors, Map.of(), notes);
  }

  private static INDArray copy(
      String name, TensorSpec spec, Storages storages, TensorAllocator allocator) {
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
