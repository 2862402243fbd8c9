package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of one plan, head excepted, in oneDNN's layouts. Not thread-safe. */
final class WeightBank implements AutoCloseable {
  private final Dnn dnn;
  private final boolean constant;
  private final Arena arena = new Arena();
  private final Scope own = new Scope();
  private final Map<String, ConvWeights> convolutions = new LinkedHashMap<>();
  private final Map<String, NormWeights> norms = new LinkedHashMap<>();
  private final Map<String, OperationWeights> operations = new LinkedHashMap<>();
  private final Map<String, INDArray> maps = new LinkedHashMap<>();

  /**
   * Takes copies of what {@code plan} needs from {@code weights}.
   *
   * @param constant whether the weights stay open and as they are for as long as these are there:
   *     large ones are then used where they lie
   */
  WeightBank(Dnn dnn, Plan plan, StateDict weights, boolean constant) {
    this.dnn = dnn;
    this.constant = constant;
    Reader reader = new Reader(weights);
    plan.nodes().forEach(node -> node.accept(reader));
  }

  private WeightBank(WeightBank of, Dnn dnn) {
    this.dnn = dnn;
    this.constant = of.constant;
    of.convolutions.forEach((name, w) -> convolutions.put(name, w.lane(dnn)));
    norms.putAll(of.norms);
    operations.putAll(of.operations);
    maps.putAll(of.maps);
  }

  /**
   * The same weights for another lane, once a program has chosen their layouts, with gradients of
   * their own. They are closed with these.
   */
  WeightBank lane(Dnn other) {
    return new WeightBank(this, other);
  }

  /** Adds the gradients of a lane. */
  void addGradients(WeightBank lane) {
    convolutions.forEach((name, w) -> w.addGradients(lane.conv(name)));
  }

  /** Takes over the tensors of one node after the other. */
  private final class Reader implements Node.VoidVisitor {
    private final StateDict weights;

    Reader(StateDict weights) {
      this.weights = weights;
    }

    private INDArray tensor(Node node, String part) {
      return weights.get(node.name() + "." + part);
    }

    @Override
    public void conv(Node.Conv c) {
      INDArray weight = tensor(c, "weight");
      INDArray bias = c.bias() ? tensor(c, "bias") : null;
      convolutions.put(c.name(), new ConvWeights(dnn, arena, c, weight, bias, true, constant));
    }

    /** Computed as the 1 x 1 convolution that picks the channels. */
    @Override
    public void padShortcut(Node.PadShortcut s) {
      Node.Conv same = new Node.Conv(s.name(), s.input(), s.in(), s.out(), 1, s.stride(), 0, false);
      convolutions.put(
          s.name(), new ConvWeights(dnn, arena, same, own.add(identity(s)), null, false, false));
    }

    @Override
    public void norm(Node.Norm n) {
      INDArray scale = tensor(n, "weight");
      INDArray shift = tensor(n, "bias");
      INDArray mean = tensor(n, "running_mean");
      INDArray variance = tensor(n, "running_var");
      norms.put(n.name(), new NormWeights(dnn, arena, n, scale, shift, mean, variance));
    }

    @Override
    public void relu(Node.Relu r) {
      // Has no tensors.
    }

    @Override
    public void add(Node.Add a) {
      // Has no tensors.
    }

    @Override
    public void offset(Node.Offset o) {
      maps.put(o.name(), tensor(o, "map"));
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      // Has no tensors.
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      // Has no tensors.
    }

    @Override
    public void operation(Operation o) {
      if (!o.tensors().isEmpty()) {
        operations.put(o.name(), new OperationWeights(dnn, arena, o, weights));
      }
    }
  }

  private static INDArray identity(Node.PadShortcut shortcut) {
    INDArray eye = Nd4j.zeros(DataType.FLOAT, shortcut.out(), shortcut.in(), 1, 1);
    for (int c = 0; c < shortcut.in(); c++) {
      eye.putScalar(new long[] {shortcut.before() + c, c, 0, 0}, 1);
    }
    return eye;
  }

  ConvWeights conv(String name) {
    return convolutions.get(name);
  }

  NormWeights norm(String name) {
    return norms.get(name);
  }

  /** An offset's map for every image of a batch, in {@code memory} for good. */
  Tensor map(Node.Offset offset, int batch, memory.desc layout, Arena memory) {
    long[] shape = {batch, offset.channels(), offset.side(), offset.side()};
    Tensor map = new Tensor(dnn, layout, memory.fresh(layout.get_size()));
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(dnn, Dnn.plain(shape));
      FloatBuffer images = plain.floats();
      for (int n = 0; n < batch; n++) {
        images.put(Plain.floats(maps.get(offset.name())));
      }
      dnn.reorder(plain, map).run();
    }
    return map;
  }

  /** Those with weights of their own, in forward order. */
  List<ConvWeights> trainable() {
    return convolutions.values().stream().filter(c -> c.trainable).toList();
  }

  /** Brings all transformed weights up to date, so that several threads may read them. */
  void refreshTransformed() {
    convolutions.values().forEach(ConvWeights::refreshTransformed);
  }

  /** Whether weights that were given are used where they lie. */
  boolean borrows() {
    return convolutions.values().stream().anyMatch(ConvWeights::borrowed);
  }

  Map<String, NormWeights> norms() {
    return norms;
  }

  Map<String, OperationWeights> operations() {
    return operations;
  }

  Arena arena() {
    return arena;
  }

  @Override
  public void close() {
    arena.close();
    own.close();
  }
}
