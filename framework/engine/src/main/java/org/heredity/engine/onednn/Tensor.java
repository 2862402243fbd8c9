package org.heredity.engine.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;

/** An array in a layout of oneDNN's choice, in a block of an {@link Arena}. */
final class Tensor {
  final memory.desc layout;
  final memory memory;
  final Arena.Block block;

  Tensor(Dnn dnn, memory.desc layout, Arena.Block block) {
    this.layout = layout;
    this.block = block;
    this.memory = new memory(layout, dnn.engine(), block.pointer());
  }

  /** The same elements, shown in another layout of as many. */
  Tensor as(Dnn dnn, memory.desc other) {
    return new Tensor(dnn, other, block);
  }

  /** A part of the elements as they lie, in a layout of its own, from an element on. */
  memory part(Dnn dnn, memory.desc partLayout, long from) {
    BytePointer start = new BytePointer(block.pointer());
    return new memory(partLayout, dnn.engine(), start.position(start.position() + 4 * from));
  }

  boolean sameLayout(memory.desc other) {
    return layout.equals(other);
  }

  /** The elements as they lie, padding included. */
  FloatBuffer floats() {
    return bytes().asFloatBuffer();
  }

  /** The bits of the elements as they lie, padding included. */
  IntBuffer bits() {
    return bytes().asIntBuffer();
  }

  private ByteBuffer bytes() {
    BytePointer pointer = new BytePointer(block.pointer());
    return pointer
        .capacity(pointer.position() + layout.get_size())
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }
}
