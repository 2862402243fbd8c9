package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;

/**
 * Native memory of one program, given out while the program is compiled, so that results which
 * never live at the same time share a block. JavaCPP counts it against its limits. Not thread-safe.
 */
final class Arena implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> free = new ArrayList<>();

  /** A piece of native memory, with the number of tensors that live in it. */
  final class Block {
    private final BytePointer whole;
    private final BytePointer aligned;
    private final long bytes;
    private int owners;

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

  long bytes() {
    return blocks.stream().mapToLong(block -> block.bytes).sum();
  }

  @Override
  public void close() {
    blocks.forEach(block -> block.whole.close());
    blocks.clear();
    free.clear();
  }
}
