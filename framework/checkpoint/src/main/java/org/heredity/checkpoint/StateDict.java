package org.heredity.checkpoint;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.heredity.files.Sha256;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named tensors in PyTorch's layout and C order: convolution weights {@code [out, in, height,
 * width]}, linear weights {@code [out, in]}, all else {@code [channels]} or scalar.
 *
 * <p>The map is immutable and keeps its order; the arrays are shared, not copied, and whoever holds
 * one must not write to it. Safe for concurrent reading.
 */
public final class StateDict {
  private final Map<String, INDArray> tensors;

  private StateDict(Map<String, INDArray> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** Tensors in the order of {@code tensors}. */
  public static StateDict of(Map<String, INDArray> tensors) {
    return new StateDict(new LinkedHashMap<>(tensors));
  }

  /** The names, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  public int size() {
    return tensors.size();
  }

  /**
   * The tensor called {@code name}.
   *
   * @throws CheckpointException if there is none
   */
  public INDArray get(String name) {
    INDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          "tensor '" + name + "' is missing; there are " + size() + " others, such as " + sample());
    }
    return tensor;
  }

  /** All tensors, unmodifiable, in order. */
  public Map<String, INDArray> asMap() {
    return tensors;
  }

  /**
   * A copy in which {@code name} is {@code tensor}; in its old place if it was there, else last.
   */
  public StateDict with(String name, INDArray tensor) {
    Map<String, INDArray> copy = new LinkedHashMap<>(tensors);
    copy.put(name, tensor);
    return new StateDict(copy);
  }

  /**
   * The same tensors, those of float16, bfloat16 and float64 converted to float32; others are
   * shared. Float64 is rounded to nearest, and becomes infinite where it is too large.
   */
  public StateDict toFloat() {
    Map<String, INDArray> converted = new LinkedHashMap<>();
    // A workspace that happens to be open must not own what outlives it.
    MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    try {
      tensors.forEach((name, tensor) -> converted.put(name, toFloat(tensor)));
    } finally {
      outside.close();
    }
    return new StateDict(converted);
  }

  private static INDArray toFloat(INDArray tensor) {
    boolean other = tensor.dataType().isFPType() && tensor.dataType() != DataType.FLOAT;
    return other ? tensor.castTo(DataType.FLOAT) : tensor;
  }

  /**
   * The tensors that a network expects, in its order. Counters {@code num_batches_tracked} may be
   * missing, then they are 0, or unexpected, then they are left out.
   *
   * @param expected shapes by name, in the order that is wanted
   * @param head a module such as {@code fc}, all of whose tensors are dropped if one of them is
   *     missing, unexpected or of another shape; null to insist on it
   * @throws CheckpointException listing missing, unexpected and misshapen tensors, the first few of
   *     each
   */
  public StateDict fit(Map<String, long[]> expected, String head) {
    return new StateDictFitter(expected, head).fit(this);
  }

  /** How many tensors of {@code expected} are here, in that shape. */
  public int fitting(Map<String, long[]> expected) {
    return new StateDictFitter(expected, null).fitting(this);
  }

  /**
   * Refuses weights with which no network computes anything. It takes about as long as reading them
   * from memory.
   *
   * @throws CheckpointException naming the first tensors that hold NaN, infinity, what is too large
   *     for single precision, or, as a {@code running_var}, what is below 0
   */
  public void requireNumbers() {
    new NumberCheck().require(tensors);
  }

  /**
   * SHA-256, in lower-case hex, over every tensor's name, type, shape and little-endian bytes, in
   * the order of the names' code points; two state dicts have one digest exactly if they hold the
   * same bits under the same names.
   */
  public String digest() {
    MessageDigest sha = Sha256.newDigest();
    tensors.keySet().stream().sorted().forEach(name -> update(sha, name, tensors.get(name)));
    return Sha256.hex(sha);
  }

  private static void update(MessageDigest sha, String name, INDArray tensor) {
    StringBuilder head = new StringBuilder(name).append('\0').append(tensor.dataType());
    for (long size : tensor.shape()) {
      head.append(' ').append(size);
    }
    sha.update(head.append('\0').toString().getBytes(StandardCharsets.UTF_8));
    sha.update(littleEndianBytes(tensor));
    Reference.reachabilityFence(tensor);
  }

  /**
   * The tensor's elements in C order, each little-endian; positioned at 0. They may lie in the
   * tensor's own memory, so they are valid only as long as something refers to it.
   */
  public static ByteBuffer littleEndianBytes(INDArray tensor) {
    if (tensor.dataType() == DataType.UTF8) {
      throw new CheckpointException("a tensor of text is no part of a state dict");
    }
    long bytes = tensor.length() * tensor.dataType().width();
    if (bytes > Integer.MAX_VALUE) {
      throw new CheckpointException("a tensor of " + bytes + " bytes is over 2 GiB");
    }
    if (tensor.isEmpty() || bytes == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (inPlace(tensor)) {
      return elements(tensor, (int) bytes);
    }
    INDArray plain = tensor.dup('c');
    // A buffer does not keep its array alive, so what nobody else refers to is copied again.
    ByteBuffer copy = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(elements(plain, (int) bytes)).flip();
    Reference.reachabilityFence(plain);
    return copy;
  }

  /** A copy of all tensors, in C order; the caller's. */
  public StateDict copy() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.dup('c')));
    return new StateDict(copies);
  }

  /**
   * Frees the memory of the tensors at once, where they are no views; for a copy that nobody else
   * holds. The collector does it, too, but sees only how many arrays there are, not how large.
   */
  public void release() {
    for (INDArray tensor : asMap().values()) {
      if (tensor.closeable()) {
        tensor.close();
      }
    }
  }

  /** Whether the elements fill the tensor's buffer from its start, in C order. */
  private static boolean inPlace(INDArray tensor) {
    return tensor.offset() == 0
        && TensorShape.contiguous(tensor.shape(), tensor.stride())
        && tensor.data().originalOffset() == 0
        && !tensor.isView();
  }

  private static ByteBuffer elements(INDArray plain, int bytes) {
    // A backend that computes elsewhere, such as CUDA, brings the elements here.
    Nd4j.getAffinityManager().ensureLocation(plain, AffinityManager.Location.HOST);
    // ND4J computes in the machine's order, and exists for little-endian machines only.
    return plain
        .data()
        .pointer()
        .asByteBuffer()
        .limit(bytes)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private String sample() {
    return tensors.keySet().stream().limit(3).toList().toString();
  }
}
