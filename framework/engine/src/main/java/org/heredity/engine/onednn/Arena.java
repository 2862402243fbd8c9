package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Native memory of one program, given out while the program is compiled, so that results which
 * never live at the same time share a block. JavaCPP counts it against its limits. Not thread-safe.
 */
final class Arena implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> free = new ArrayList<>();

  /** Not to be collected as long as their memory is in use. */
  private final List<INDArray> lenders = new ArrayList<>();

  /** A piece of native memory, with the number of tensors that live in it. */
  final class Block {
    private final BytePointer whole;
    private final BytePointer aligned;
    private final long bytes;
    private int owners;

    /** Memory that belongs to an array. */
    private Block(BytePointer lent, long bytes) {
      this.bytes = bytes;
      whole = lent;
      aligned = lent;
    }

    private Block(long bytes) {
      this.bytes = bytes;
      whole = new BytePointer(bytes + ALIGNMENT);
      long gap = (ALIGNMENT - whole.address() % ALIGNMENT) % ALIGNMENT;
      aligned = new BytePointer(whole).position(gap);
      BytePointer.memset(aligned, 0, bytes);
    }

    BytePointer pointer() {
      return aligned;
    }

    void retain() {
      owners++;
    }

    /** When the last owner is gone the block may serve again. */
    void release() {
      if (--owners == 0) {
        free.add(this);
      }
    }

    boolean shared() {
      return owners > 1;
    }
  }

  /** A block of at least {@code bytes} with one owner. */
  Block take(long bytes) {
    Block best = null;
    for (Block block : free) {
      if (block.bytes >= bytes && (best == null || block.bytes < best.bytes)) {
        best = block;
      }
    }
    if (best == null || best.bytes > 4 * bytes) {
      return fresh(bytes);
    }
    free.remove(best);
    best.owners = 1;
    return best;
  }

  /** A block that no step of the program writes to before: for what is filled in advance. */
  Block fresh(long bytes) {
    Block block = new Block(Math.max(bytes, 1));
    blocks.add(block);
    block.owners = 1;
    return block;
  }

  /** A tensor in a block of its own. */
  Tensor tensor(Dnn dnn, memory.desc layout) {
    return new Tensor(dnn, layout, take(layout.get_size()));
  }

  /**
   * A tensor that is an array's elements where they lie, or, if these are not floats in C order, a
   * copy of them. The array must stay open for as long as the tensor is used.
   */
  Tensor lent(Dnn dnn, memory.desc layout, INDArray array) {
    FloatBuffer elements = Floats.read(array);
    if (!elements.isDirect()) {
      Tensor copy = tensor(dnn, layout);
      copy.floats().put(elements);
      return copy;
    }
    Block block = new Block(new BytePointer(new FloatPointer(elements)), layout.get_size());
    lenders.add(array);
    return new Tensor(dnn, layout, block);
  }

  long bytes() {
    return blocks.stream().mapToLong(block -> block.bytes).sum();
  }

  @Override
  public void close() {
    blocks.forEach(block -> block.whole.close());
    blocks.clear();
    free.clear();
    lenders.clear();
  }
}
