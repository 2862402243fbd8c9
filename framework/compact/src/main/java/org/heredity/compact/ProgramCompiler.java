package org.heredity.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link Program} of a model: decides where values lie, which kernel a convolution gets,
 * and which operations behind a convolution are done with it.
 */
final class ProgramCompiler implements Operation.Visitor {
  private final CompactGraph graph;
  private final Kernel kernel;
  private final int images;
  private final Map<String, int[]> shapes;
  private final Memory memory = new Memory();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> pads = new HashMap<>();
  private final Map<String, List<Operation>> readers = new HashMap<>();
  private final Map<String, Integer> unread = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  private ProgramCompiler(CompactGraph graph, int images, Kernel kernel) {
    this.graph = graph;
    this.images = images;
    this.kernel = kernel;
    this.shapes = graph.shapes();
    for (Operation operation : graph.operations()) {
      for (String input : operation.inputs()) {
        readers.computeIfAbsent(input, i -> new ArrayList<>()).add(operation);
        unread.merge(input, 1, Integer::sum);
      }
      if (operation instanceof Operation.Convolution c && c.stride() == 1) {
        pads.merge(c.input(), c.padding(), Math::max);
      }
    }
    unread.merge(graph.logits(), 1, Integer::sum);
  }

  /**
   * Compiles a model.
   *
   * @param images of a batch
   * @param kernel of all convolutions
   */
  static Program compile(CompactGraph graph, int images, Kernel kernel) {
    ProgramCompiler compiler = new ProgramCompiler(graph, images, kernel);
    Value input = compiler.value(CompactGraph.INPUT);
    compiler.steps.add(new ClearStep(input, false));
    for (Operation operation : graph.operations()) {
      if (!compiler.done.contains(operation.name())) {
        operation.accept(compiler);
      }
    }
    Value logits = compiler.values.get(graph.logits());
    return new Program(input, logits, compiler.steps, compiler.memory.allocate(kernel.block()));
  }

  private Value value(String name) {
    int[] shape = shapes.get(name);
    Layout layout = new Layout(shape[0], shape[1], pads.getOrDefault(name, 0), images);
    Value value = new Value(layout, memory.take(layout));
    values.put(name, value);
    return value;
  }

  private void read(String name) {
    if (unread.merge(name, -1, Integer::sum) == 0) {
      memory.release(values.get(name).slot());
    }
  }

  private Operation onlyReader(String name) {
    List<Operation> all = readers.getOrDefault(name, List.of());
    return all.size() == 1 && !name.equals(graph.logits()) ? all.get(0) : null;
  }

  @Override
  public void convolution(Operation.Convolution c) {
    Fused fused = Fused.of(c, this::onlyReader, values::containsKey);
    Value in = values.get(c.input());
    Phases phases = null;
    Value source = in;
    if (c.stride() > 1) {
      phases = Phases.of(c, in, memory);
      steps.add(phases);
      source = phases.target();
    }
    Value summand = fused.summand() == null ? null : values.get(fused.summand());
    Value target = value(fused.last());
    Layout added = summand == null ? null : summand.layout();
    Spans spans = Spans.of(source.layout(), target.layout(), added, kernel.block());
    Terms terms = new Terms(c, in.layout().side(), target.layout().side(), phases, source.layout());
    float[][] maps = maps(c, fused.map(), target.layout());
    // A linear layer is too little work for a kernel of its own to be compiled by Java.
    boolean sparse = target.layout().side() == 1 || kernel.skips(c.density());
    ConvolutionStep.Weights weights =
        new ConvolutionStep.Weights(
            sparse ? terms.sparse(maps) : null, sparse ? null : terms.dense(maps));
    steps.add(
        new ConvolutionStep(
            kernel, weights, source, target, summand, fused.relu(), spans.places()));
    steps.add(new ClearStep(target, spans.merged()));
    if (phases != null) {
      memory.release(source.slot());
    }
    read(c.input());
    if (summand != null) {
      read(fused.summand());
    }
    done.addAll(fused.names());
  }

  /** By output the map that is added to it, laid out as its channel; null for none. */
  private float[][] maps(Operation.Convolution c, float[] map, Layout layout) {
    float[][] maps = new float[c.out()][];
    int pixels = layout.side() * layout.side();
    for (int o = 0; map != null && o < c.out(); o++) {
      maps[o] = new float[layout.plane() + kernel.block()];
      for (int p = 0; p < pixels; p++) {
        int at = layout.at(0, p / layout.side(), p % layout.side());
        java.util.Arrays.fill(maps[o], at, at + images, map[o * pixels + p]);
      }
    }
    return maps;
  }

  @Override
  public void offset(Operation.Offset o) {
    elementwise(o, null, o.map(), false);
  }

  @Override
  public void add(Operation.Add a) {
    elementwise(a, values.get(a.second()), null, false);
  }

  @Override
  public void relu(Operation.Relu r) {
    elementwise(r, null, null, true);
  }

  private void elementwise(Operation operation, Value second, float[] map, boolean relu) {
    Value source = values.get(operation.inputs().get(0));
    made(operation, new ElementwiseStep(source, second, map, relu, value(operation.name())));
  }

  @Override
  public void maxPool(Operation.MaxPool p) {
    made(p, new MaxPoolStep(kernel, p, values.get(p.input()), value(p.name())));
  }

  @Override
  public void globalAverage(Operation.GlobalAverage a) {
    made(a, new AverageStep(values.get(a.input()), value(a.name())));
  }

  private void made(Operation operation, Step step) {
    steps.add(step);
    steps.add(new ClearStep(values.get(operation.name()), false));
    operation.inputs().forEach(this::read);
  }
}
