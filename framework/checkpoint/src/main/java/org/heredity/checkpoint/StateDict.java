package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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
   * SHA-256, in lower-case hex, over every tensor's name, type, shape and little-endian bytes, in
   * the order of the names' code points; two state dicts have one digest exactly if they hold the
   * same bits under the same names.
   */
  public String digest() {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    tensors.keySet().stream().sorted().forEach(name -> update(sha, name, tensors.get(name)));
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void update(MessageDigest sha, String name, INDArray tensor) {
    StringBuilder head = new StringBuilder(name).append('\0').append(tensor.dataType());
    for (long size : tensor.shape()) {
      head.append(' ').append(size);
    }
    sha.update(head.append('\0').toString().getBytes(StandardCharsets.UTF_8));
    sha.update(littleEndianBytes(tensor));
  }

  /** The tensor's elements in C order, each little-endian; positioned at 0. */
  public static ByteBuffer littleEndianBytes(INDArray tensor) {
    INDArray plain =
        tensor.ordering() == 'c' && !tensor.isView() && tensor.elementWiseStride() == 1
            ? tensor
            : tensor.dup('c');
    long bytes = plain.length() * plain.dataType().width();
    if (bytes > Integer.MAX_VALUE) {
      throw new CheckpointException("a tensor of " + bytes + " bytes is over 2 GiB");
    }
    if (plain.dataType() == DataType.UTF8) {
      throw new CheckpointException("a tensor of text is no part of a state dict");
    }
    ByteBuffer view = plain.data().pointer().asByteBuffer();
    if (view == null) {
      return ByteBuffer.allocate(0);
    }
    return view.limit((int) bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private String sample() {
    return tensors.keySet().stream().limit(3).toList().toString();
  }
}
