package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** oneDNN's engine and stream for the processor, and what is common to all its primitives. */
final class Dnn {
  private final engine engine;
  private final stream stream;
  private final int threads;

  Dnn() {
    this(Elementwise.threads());
  }

  /** With a number of threads for the loops that are not oneDNN's own. */
  Dnn(int threads) {
    this(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0), threads);
  }

  private Dnn(engine engine, int threads) {
    this.engine = engine;
    this.stream = new stream(engine);
    this.threads = threads;
  }

  /** The same engine for one thread of {@link Lanes}. */
  Dnn lane() {
    return new Dnn(engine, 1);
  }

  int threads() {
    return threads;
  }

  engine engine() {
    return engine;
  }

  /** A float layout that oneDNN may choose. */
  static memory.desc any(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.any);
  }

  /** Images of shape {@code [N, C, H, W]} that lie as {@code [N, H, W, C]} in memory. */
  static memory.desc nhwc(long... shape) {
    return tagged(memory.format_tag.acdb, shape);
  }

  /** Weights of shape {@code [out, in, H, W]} that lie as {@code [H, W, in, out]} in memory. */
  static memory.desc kernelFirst(long... shape) {
    return tagged(memory.format_tag.cdba, shape);
  }

  /** A layout by oneDNN's name of the order of axes. */
  static memory.desc tagged(memory.format_tag tag, long... shape) {
    return new memory.desc(shape, memory.data_type.f32, tag);
  }

  /** The C order that the rest of the world uses. */
  static memory.desc plain(long... shape) {
    memory.format_tag tag =
        switch (shape.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.ab;
          case 3 -> memory.format_tag.abc;
          case 4 -> memory.format_tag.abcd;
          case 5 -> memory.format_tag.abcde;
          default -> throw new IllegalArgumentException("rank " + shape.length);
        };
    return tagged(tag, shape);
  }

  /** A primitive with its arguments bound: pairs of oneDNN's argument number and a memory. */
  Runnable bind(primitive work, Object... arguments) {
    IntMemoryMap map = new IntMemoryMap();
    for (int i = 0; i < arguments.length; i += 2) {
      map.put((Integer) arguments[i], (memory) arguments[i + 1]);
    }
    return () -> work.execute(stream, map);
  }

  /** A matrix product with its arguments bound. */
  Runnable product(matmul work, memory left, memory right, memory result) {
    return bind(work, DNNL_ARG_SRC, left, DNNL_ARG_WEIGHTS, right, DNNL_ARG_DST, result);
  }

  /** A matrix product of tensors in the layouts that they have. */
  Runnable product(Tensor left, Tensor right, Tensor result) {
    var wanted = new matmul.desc(left.layout, right.layout, result.layout);
    var chosen = new matmul.primitive_desc(wanted, engine);
    return product(new matmul(chosen), left.memory, right.memory, result.memory);
  }

  /** Copies between layouts. */
  Runnable reorder(Tensor from, Tensor to) {
    return reorder(from.memory, to.memory);
  }

  /** Copies between layouts, from parts or into parts of tensors. */
  Runnable reorder(memory from, memory to) {
    reorder work = new reorder(from, to);
    return () -> work.execute(stream, from, to);
  }
}
