package org.heredity.engine.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** oneDNN's engine and stream for the processor, and what is common to all its primitives. */
final class Dnn {
  private final engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
  private final stream stream = new stream(engine);

  engine engine() {
    return engine;
  }

  /** A float layout that oneDNN may choose. */
  static memory.desc any(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.any);
  }

  /** The C order that the rest of the world uses. */
  static memory.desc plain(long... shape) {
    memory.format_tag tag =
        switch (shape.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.ab;
          case 4 -> memory.format_tag.abcd;
          default -> throw new IllegalArgumentException("rank " + shape.length);
        };
    return new memory.desc(shape, memory.data_type.f32, tag);
  }

  /** Channel, row, column, image: the layout of {@link SparseKernel}. */
  static memory.desc imagesInnermost(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.bcda);
  }

  /** A primitive with its arguments bound: pairs of oneDNN's argument number and a memory. */
  Runnable bind(primitive work, Object... arguments) {
    IntMemoryMap map = new IntMemoryMap();
    for (int i = 0; i < arguments.length; i += 2) {
      map.put((Integer) arguments[i], (memory) arguments[i + 1]);
    }
    return () -> work.execute(stream, map);
  }

  /** Copies between layouts. */
  Runnable reorder(Tensor from, Tensor to) {
    reorder work = new reorder(from.memory, to.memory);
    return () -> work.execute(stream, from.memory, to.memory);
  }
}
