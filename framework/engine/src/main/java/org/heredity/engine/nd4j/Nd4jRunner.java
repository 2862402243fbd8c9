package org.heredity.engine.nd4j;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a plan on ND4J's operations, on whichever backend ND4J has: what CUDA uses, and processors
 * for which there is no oneDNN. Computes in the type of the weights, so in double for tests.
 */
public final class Nd4jRunner implements Runner {
  private final Plan plan;
  private final Mode mode;
  private final List<String> stages;
  private final List<StageHook> hooks;
  private final Map<String, INDArray> tensors = new LinkedHashMap<>();
  private final Map<String, INDArray> gradients = new LinkedHashMap<>();
  private final Map<String, INDArray> momenta = new LinkedHashMap<>();
  private final Map<String, INDArray> values = new HashMap<>();

  /** One for each node of the plan, in order. */
  private final List<NodeOp> operations;

  private final Nd4jMasks masks;
  private INDArray imageGradient;

  /**
   * Copies what it needs.
   *
   * @param plan folded if {@code mode} says so
   * @param weights what the plan needs, without the head
   * @param stages values that end a stage
   * @param hooks called in {@link Mode#TRAIN}
   */
  public Nd4jRunner(
      Plan plan, StateDict weights, Mode mode, List<String> stages, List<StageHook> hooks) {
    this.plan = plan;
    this.mode = mode;
    this.stages = List.copyOf(stages);
    this.hooks = List.copyOf(hooks);
    load(weights);
    NodeOps compiler = new NodeOps(mode, tensors, gradients);
    operations = plan.nodes().stream().map(node -> node.accept(compiler)).toList();
    List<String> masked =
        plan.nodes(Node.Conv.class).stream().map(conv -> conv.name() + ".weight").toList();
    masks = mode == Mode.MASK ? new Nd4jMasks(masked, tensors, gradients) : null;
  }

  /**
   * Masks biases, too, in {@link Mode#MASK}; before the first batch.
   *
   * @param parts by name of the bias what of it is the convolution's own ({@link
   *     org.heredity.engine.plan.Folding#biases})
   * @return this
   */
  public Nd4jRunner masking(Map<String, float[]> parts) {
    if (masks != null) {
      masks.addBiases(parts);
    }
    return this;
  }

  @Override
  public INDArray forward(INDArray images) {
    values.clear();
    values.put(Plan.INPUT, images);
    Map<String, Integer> left = plan.consumers();
    for (int i = 0; i < operations.size(); i++) {
      Node node = plan.nodes().get(i);
      INDArray value = operations.get(i).forward(values);
      int stage = stages.indexOf(node.name());
      if (stage >= 0) {
        hooks.forEach(hook -> hook.forward(stage, value));
      }
      values.put(node.name(), value);
      if (mode == Mode.INFER) {
        forget(node, left);
      }
    }
    INDArray features = values.get(plan.features());
    return features.dup('c').reshape('c', features.size(0), -1);
  }

  /** Drops results that no later node takes; stages stay, for {@link #value}. */
  private void forget(Node node, Map<String, Integer> left) {
    for (String input : node.inputs()) {
      if (left.merge(input, -1, Integer::sum) == 0 && !stages.contains(input)) {
        values.remove(input);
      }
    }
  }

  @Override
  public void backward(INDArray featureGradient) {
    Map<String, INDArray> open = new HashMap<>();
    open.put(plan.features(), featureGradient.reshape('c', values.get(plan.features()).shape()));
    for (int i = plan.nodes().size() - 1; i >= 0; i--) {
      Node node = plan.nodes().get(i);
      INDArray gradient = open.remove(node.name());
      if (gradient == null) {
        continue;
      }
      int stage = stages.indexOf(node.name());
      if (stage >= 0 && !hooks.isEmpty()) {
        gradient = gradient.dup('c');
        for (int h = hooks.size() - 1; h >= 0; h--) {
          hooks.get(h).backward(stage, values.get(node.name()), gradient);
        }
      }
      operations
          .get(i)
          .backward(gradient, values)
          .forEach((input, more) -> open.merge(input, more, INDArray::add));
    }
    imageGradient = open.get(Plan.INPUT);
  }

  @Override
  public void imageGradient(INDArray into) {
    into.assign(imageGradient);
  }

  @Override
  public int[] doubtful() {
    return new int[0];
  }

  @Override
  public INDArray value(String node) {
    return values.get(node).dup('c');
  }

  @Override
  public Map<String, INDArray> gradients() {
    Map<String, INDArray> result = new LinkedHashMap<>(gradients);
    if (masks != null) {
      result.keySet().removeIf(name -> name.endsWith(".bias") && !masks.masks(name));
    }
    return result;
  }

  @Override
  public Map<String, INDArray> tensors() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.dup('c')));
    return copies;
  }

  @Override
  public void load(StateDict weights) {
    plan.tensors()
        .keySet()
        .forEach(
            name -> {
              if (!name.startsWith(plan.head() + ".") && !name.endsWith(".num_batches_tracked")) {
                tensors.put(name, weights.get(name).dup('c'));
              }
            });
  }

  @Override
  public void sgd(double lr, double momentum, double weightDecay) {
    gradients.forEach(
        (name, gradient) -> {
          INDArray tensor = tensors.get(name);
          INDArray step = gradient.add(tensor.mul(weightDecay));
          if (momentum != 0) {
            step = momenta.containsKey(name) ? momenta.get(name).muli(momentum).addi(step) : step;
            momenta.put(name, step);
          }
          tensor.subi(step.mul(lr));
        });
  }

  @Override
  public Map<String, INDArray> momentum() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    momenta.forEach((name, buffer) -> copies.put(name, buffer.dup('c')));
    return copies;
  }

  @Override
  public void restoreMomentum(Map<String, INDArray> buffers) {
    momenta.clear();
    buffers.forEach((name, buffer) -> momenta.put(name, buffer.dup('c')));
  }

  @Override
  public Masks masks() {
    return masks;
  }

  @Override
  public long bytes() {
    long sum = 0;
    for (Map<String, INDArray> held : List.of(tensors, gradients, momenta, values)) {
      sum += held.values().stream().mapToLong(a -> a.length() * a.dataType().width()).sum();
    }
    return sum;
  }

  @Override
  public void finish() {
    values.clear();
    gradients.clear();
    momenta.clear();
  }

  @Override
  public void close() {
    finish();
  }
}
