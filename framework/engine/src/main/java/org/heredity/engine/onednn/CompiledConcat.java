package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.heredity.engine.plan.Concat;

/**
 * Channels behind each other: every input is copied into its part of the result.
 *
 * @param sources the inputs, in order
 * @param shapes of these
 */
record CompiledConcat(Concat node, List<Tensor> sources, List<long[]> shapes, Tensor result)
    implements CompiledOperation {
  static CompiledConcat of(Steps steps, Concat node, Values values) {
    List<Tensor> sources = node.inputs().stream().map(values::tensor).toList();
    List<long[]> shapes = node.inputs().stream().map(values::shape).toList();
    long[] shape = shapes.get(0).clone();
    shape[1] = node.channels();
    Tensor result = steps.tensor(layout(sources.get(0), shapes, shape));
    List<memory> parts = parts(steps, result, shapes);
    for (int i = 0; i < parts.size(); i++) {
      steps.add(steps.dnn.reorder(sources.get(i).memory, parts.get(i)));
    }
    return new CompiledConcat(node, sources, shapes, result);
  }

  /** As the first input lies, if blocks of channels belong to one input each. */
  private static memory.desc layout(Tensor first, List<long[]> shapes, long... shape) {
    Runs runs = Runs.of(first, shapes.get(0));
    boolean whole = runs != null && shapes.stream().allMatch(s -> s[1] % runs.block() == 0);
    return whole ? Dnn.tagged(runs.tag(), shape) : Dnn.plain(shape);
  }

  private static List<memory> parts(Steps steps, Tensor whole, List<long[]> shapes) {
    List<memory> parts = new ArrayList<>();
    long from = 0;
    for (long[] shape : shapes) {
      memory.desc part = whole.layout.submemory_desc(shape, new long[] {0, from, 0, 0});
      parts.add(new memory(part, steps.dnn.engine(), whole.block.pointer()));
      from += shape[1];
    }
    return parts;
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    List<memory> parts = parts(steps, gradient, shapes);
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Tensor into = steps.tensor(sources.get(i).layout);
      steps.add(steps.dnn.reorder(parts.get(i), into.memory));
      all.add(into);
    }
    gradient.block.release();
    for (int i = 0; i < all.size(); i++) {
      gradients.contribute(node.inputs().get(i), all.get(i));
    }
  }
}
