package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SEAM's search for a mask over the weights and biases of convolutions and hidden linear layers (Qi
 * et al., ICSE 2023, section 3): batch norm in eval mode, weights fixed, one real-valued element a
 * weight; forward uses {@code weight * [mask > 0]}, backward the straight-through estimator with
 * the gradient clipped to [-1, 1]; Adam on the mask and on the head; loss is cross-entropy + alpha
 * * share of elements over 0. Masks start at 1. Not thread-safe; holds native memory until closed.
 */
public final class MaskSearch implements AutoCloseable {
  /**
   * Settings of the search.
   *
   * @param lrMask Adam's learning rate on the mask
   * @param lrHead Adam's learning rate on the head
   * @param alpha weight of the share of elements retained
   */
  public record Settings(double lrMask, double lrHead, double alpha) {}

  private static final String STEPS = "steps";
  private static final String STEPS_ALONE = "steps.alone";

  private final Plan plan;
  private final Runner runner;
  private final Head head;
  private final ChannelDropout dropout = new ChannelDropout(ChannelDropout.CLASSIFIER);
  private final Settings settings;
  private StateDict pending;
  private int steps;

  // Adam's state of the steps on the head alone, which are optimised apart.
  private float[][] alone = {new float[0], new float[0]};
  private int stepsAlone;

  private MaskSearch(NetworkSpec spec, StateDict weights, Settings settings) {
    this.plan = spec.plan();
    this.settings = settings;
    runner = Runners.create(spec, weights, Mode.MASK, List.of(), false, dropout);
    head = new Head(plan.head(), weights);
  }

  /**
   * Starts with all masks at 1.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static MaskSearch of(NetworkSpec spec, StateDict weights, Settings settings) {
    return new MaskSearch(spec, Tensors.fit(spec, weights), settings);
  }

  /**
   * Has the next step drop values where the published network has dropout; does nothing in an
   * architecture that has none.
   *
   * @param step randomness of that step
   * @param indices of the batch's images in their source
   */
  public void drop(Randomness step, int[] indices) {
    dropout.drop(step, indices);
  }

  /**
   * One step on a batch.
   *
   * @param images {@code [N, 3, side, side]}
   * @param labels {@code N} class indices
   * @return mean cross-entropy before the step
   */
  public double step(INDArray images, int[] labels) {
    double loss = gradients(images, labels, true);
    steps++;
    Runner.Masks masks = runner.masks();
    // The penalty's own gradient, alpha / elements, passes the estimator's clip untouched.
    masks.adam(steps, settings.lrMask(), Math.min(1, settings.alpha() / masks.total()));
    head.adam(steps, settings.lrHead());
    return loss;
  }

  /**
   * One step on a batch of the head alone, by an Adam of its own: SEAM's direct reuse alternates
   * with it. The masks stay.
   *
   * @param images {@code [N, 3, side, side]}
   * @param labels {@code N} class indices
   * @return mean cross-entropy before the step
   */
  public double stepHead(INDArray images, int[] labels) {
    double loss = gradients(images, labels, false);
    float[][] joint = head.swap(alone);
    stepsAlone++;
    head.adam(stepsAlone, settings.lrHead());
    alone = head.swap(joint);
    return loss;
  }

  private double gradients(INDArray images, int[] labels, boolean masks) {
    try (Scope step = new Scope()) {
      INDArray features = step.add(forward(images));
      INDArray logits = step.add(head.forward(features));
      INDArray logitGradient = step.add(logits.ulike());
      INDArray targets = step.add(CrossEntropy.oneHot(labels, (int) logits.size(1)));
      double loss = CrossEntropy.evaluate(logits, targets, logitGradient);
      head.gradients(features, logitGradient);
      if (masks) {
        runner.backward(step.add(head.backward(logitGradient)));
      }
      return loss;
    } finally {
      dropout.rest();
    }
  }

  private INDArray forward(INDArray images) {
    if (pending != null) {
      // Layouts, and with them the masks, exist once a batch has been seen.
      runner.forward(images).close();
      runner.masks().restore(pending);
      pending = null;
    }
    INDArray features = runner.forward(images);
    int[] doubtful = runner.doubtful();
    if (doubtful.length > 0) {
      features.close();
      throw new NonFiniteException(
          "larger than single precision is good for, for "
              + doubtful.length
              + " of "
              + images.size(0)
              + " images");
    }
    return features;
  }

  /** Logits under the present mask and head, {@code [N, classes]}; the array is the caller's. */
  public INDArray logits(INDArray images) {
    try (INDArray features = forward(images)) {
      return head.forward(features);
    }
  }

  /**
   * Share of mask elements over 0.
   *
   * @throws NonFiniteException naming the weight or bias whose mask holds a value that is no number
   */
  public double retained() {
    Runner.Masks masks = runner.masks();
    if (masks == null) {
      return 1;
    }
    masks.requireFinite();
    return (double) masks.retained() / masks.total();
  }

  /**
   * By name of the weight or bias, of the convolutions and of the linear layers before the head: 1
   * where the mask is over 0, else 0; shaped like the tensor. The arrays are the caller's.
   */
  public Map<String, INDArray> mask() {
    Map<String, INDArray> result = new LinkedHashMap<>();
    Map<String, INDArray> values = runner.masks().values();
    Map<String, long[]> shapes = plan.tensors();
    for (Node.Conv conv : plan.nodes(Node.Conv.class)) {
      for (String name : List.of(conv.name() + ".weight", conv.name() + ".bias")) {
        if (values.containsKey(name)) {
          try (INDArray retained = values.get(name).reshape(shapes.get(name)).gt(0)) {
            result.put(name, retained.castTo(DataType.FLOAT));
          }
        }
      }
    }
    // As large as the weights: the collector would let many of them wait.
    values.values().forEach(INDArray::close);
    return result;
  }

  /**
   * A copy of the head as it is now: weight {@code [classes, features]} and bias, by PyTorch's
   * names.
   */
  public StateDict head() {
    return StateDict.of(
        Map.of(plan.head() + ".weight", head.weight(), plan.head() + ".bias", head.bias()));
  }

  /**
   * Everything a resumed search needs: real-valued masks, head, Adam's moments, step count. Copies,
   * the caller's.
   */
  public StateDict state() {
    Map<String, INDArray> state = new LinkedHashMap<>(runner.masks().state());
    state.put(plan.head() + ".weight", head.weight());
    state.put(plan.head() + ".bias", head.bias());
    if (head.hasBuffers()) {
      INDArray[] buffers = head.buffers();
      state.put(plan.head() + ".m", buffers[0]);
      state.put(plan.head() + ".v", buffers[1]);
    }
    if (stepsAlone > 0) {
      state.put(plan.head() + ".alone.m", Nd4j.createFromArray(alone[0]));
      state.put(plan.head() + ".alone.v", Nd4j.createFromArray(alone[1]));
    }
    state.put(STEPS, Nd4j.scalar(DataType.INT64, steps));
    state.put(STEPS_ALONE, Nd4j.scalar(DataType.INT64, stepsAlone));
    return StateDict.of(state);
  }

  /** Continues from {@link #state()}, which is to stay open until the first step. */
  public void restore(StateDict state) {
    head.load(state);
    Map<String, INDArray> tensors = state.asMap();
    head.restore(tensors.get(plan.head() + ".m"), tensors.get(plan.head() + ".v"));
    steps = (int) state.get(STEPS).getLong(0);
    stepsAlone = (int) state.get(STEPS_ALONE).getLong(0);
    if (stepsAlone > 0) {
      alone =
          new float[][] {
            Floats.copy(state.get(plan.head() + ".alone.m")),
            Floats.copy(state.get(plan.head() + ".alone.v"))
          };
    }
    if (runner.masks() == null) {
      pending = state;
    } else {
      runner.masks().restore(state);
    }
  }

  /** Bytes of native memory held now. */
  public long bytes() {
    return runner.bytes();
  }

  @Override
  public void close() {
    runner.close();
  }
}
