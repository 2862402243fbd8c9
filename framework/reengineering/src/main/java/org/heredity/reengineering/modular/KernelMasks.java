package org.heredity.reengineering.modular;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.Teacher;
import org.heredity.api.train.Evaluation;
import org.heredity.api.train.Learner;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.HookedNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Adam;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * GradSplitter's search: for every class a mask over kernels and a head, all trained by the loss of
 * the classifier that the modules make together, whose logits are their outputs side by side.
 */
final class KernelMasks implements Learner {
  /** Of the result: {@code [classes, kernels]}, over 0 where a module has a kernel. */
  static final String MASKS = "masks";

  /** Of the result: {@code [classes, parameters]}, see {@link ModuleHead}. */
  static final String HEADS = "heads";

  private static final String COUNTERS = "counters";
  private static final double LOSS_OF_ACCURACY = 0.01;
  private static final double TIE = 1e-6;

  private final GradSplitter.Settings settings;
  private final int stepsPerEpoch;
  private final ValidationImages validation;
  private final double original;
  private final ModuleHead head;
  private final int classes;
  private final KernelGradient hook;
  private final HookedNetwork network;

  /** By module. */
  private final float[][] masks;

  private final float[][] heads;
  private final AdamRows maskMoments;
  private final AdamRows headMoments;
  private int phase;
  private int steps;

  /**
   * A search before its first step: all kernels are kept.
   *
   * @param stepsPerEpoch of the training images
   * @param validation images under the classifier's own labels; closed with this
   * @param original accuracy of the classifier on them
   * @param randomness of the heads
   */
  KernelMasks(
      Teacher teacher,
      List<Place> places,
      GradSplitter.Settings settings,
      int stepsPerEpoch,
      ValidationImages validation,
      double original,
      Randomness randomness) {
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    this.validation = validation;
    this.original = original;
    classes = teacher.spec().classes();
    head = new ModuleHead(classes);
    hook = new KernelGradient(places, true);
    network =
        HookedNetwork.withGradients(teacher.spec(), teacher.weights(), Place.names(places), hook);
    masks = new float[classes][hook.kernels()];
    heads = new float[classes][];
    for (int m = 0; m < classes; m++) {
      Arrays.fill(masks[m], 1);
      heads[m] = head.draw(randomness.at(m));
    }
    maskMoments = new AdamRows(classes, hook.kernels());
    headMoments = new AdamRows(classes, head.length());
  }

  @Override
  public double step(int step, Batch batch) {
    int now = settings.phase(step / stepsPerEpoch);
    if (now != phase) {
      phase = now;
      steps = 0;
      maskMoments.forget();
      headMoments.forget();
    }
    steps++;
    Outputs outputs = outputs(batch.images());
    float[][] sigmoids = outputs.sigmoids();
    // Becomes the gradient.
    double loss = CrossEntropy.differentiate(sigmoids, batch.labels());
    Adam adam = Adam.at(steps, settings.rate(now));
    float[][] maskGradients = new float[classes][];
    for (int m = 0; m < classes; m++) {
      float[][] logitGradients = headStep(m, outputs, sigmoids, adam);
      if (GradSplitter.Settings.joint(now)) {
        maskGradients[m] = maskGradient(m, batch.images(), logitGradients);
      }
    }
    for (int m = 0; m < classes && GradSplitter.Settings.joint(now); m++) {
      maskMoments.step(adam, m, masks[m], maskGradients[m]);
    }
    return loss;
  }

  /**
   * What all modules make of a batch.
   *
   * @param logits by module and image
   * @param values by image and module, before the sigmoid
   */
  private record Outputs(float[][][] logits, float[][] values) {
    float[][] sigmoids() {
      float[][] sigmoids = new float[values.length][values[0].length];
      for (int n = 0; n < values.length; n++) {
        for (int m = 0; m < values[n].length; m++) {
          sigmoids[n][m] = sigmoid(values[n][m]);
        }
      }
      return sigmoids;
    }
  }

  private static float sigmoid(float value) {
    return (float) (1 / (1 + Math.exp(-value)));
  }

  private Outputs outputs(INDArray images) {
    float[][][] logits = new float[classes][][];
    float[][] values = new float[(int) images.size(0)][classes];
    for (int m = 0; m < classes; m++) {
      hook.mask(masks[m]);
      try (INDArray computed = network.logits(images)) {
        logits[m] = Floats.rows(computed);
      }
      for (int n = 0; n < values.length; n++) {
        values[n][m] = head.forward(heads[m], logits[m][n]);
      }
    }
    return new Outputs(logits, values);
  }

  /**
   * Adam's step on a module's head.
   *
   * @param gradients by image and module, of the sigmoids
   * @return by image the gradient of the module's logits, before that step
   */
  private float[][] headStep(int module, Outputs outputs, float[][] gradients, Adam adam) {
    float[] own = new float[head.length()];
    float[][] logitGradients = new float[gradients.length][];
    for (int n = 0; n < gradients.length; n++) {
      float sigmoid = sigmoid(outputs.values()[n][module]);
      logitGradients[n] =
          head.backward(
              heads[module],
              outputs.logits()[module][n],
              gradients[n][module] * sigmoid * (1 - sigmoid),
              own);
    }
    headMoments.step(adam, module, heads[module], own);
    return logitGradients;
  }

  /** Runs the module once more, as a network remembers its last batch alone. */
  private float[] maskGradient(int module, INDArray images, float[][] logitGradients) {
    hook.mask(masks[module]);
    network.logits(images).close();
    try (INDArray gradient = Nd4j.create(DataType.FLOAT, logitGradients.length, classes)) {
      Floats.write(logitGradients, gradient);
      network.backward(gradient);
    }
    float[] clipped = hook.clipped();
    float penalty = (float) Math.min(1, settings.alpha() / ((double) classes * hook.kernels()));
    for (int k = 0; k < clipped.length; k++) {
      clipped[k] += penalty;
    }
    return clipped;
  }

  @Override
  public Evaluation evaluate() {
    double accuracy =
        validation.accuracy(
            images -> {
              float[][] values = outputs(images).values();
              INDArray logits = Nd4j.create(DataType.FLOAT, values.length, classes);
              Floats.write(values, logits);
              return logits;
            });
    double kept = kept();
    return new Evaluation(accuracy, kept, score(accuracy, kept, original), false);
  }

  /** Of what loses less than a point the fewest kernels, then the most accurate. */
  static double score(double accuracy, double kept, double original) {
    return accuracy > original - LOSS_OF_ACCURACY ? 2 - kept + TIE * accuracy : accuracy - 1;
  }

  private double kept() {
    long on = 0;
    for (float[] mask : masks) {
      for (float element : mask) {
        on += element > 0 ? 1 : 0;
      }
    }
    return (double) on / ((long) classes * hook.kernels());
  }

  @Override
  public StateDict learned() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put(MASKS, AdamRows.array(masks));
    tensors.put(HEADS, AdamRows.array(heads));
    return StateDict.of(tensors);
  }

  @Override
  public StateDict state() {
    Map<String, INDArray> tensors = new LinkedHashMap<>(learned().asMap());
    maskMoments.save(MASKS, tensors);
    headMoments.save(HEADS, tensors);
    tensors.put(COUNTERS, Nd4j.createFromArray(new int[] {phase, steps}));
    return StateDict.of(tensors);
  }

  @Override
  public void restore(StateDict state) {
    AdamRows.copy(state.get(MASKS), masks);
    AdamRows.copy(state.get(HEADS), heads);
    maskMoments.restore(MASKS, state);
    headMoments.restore(HEADS, state);
    phase = state.get(COUNTERS).getInt(0);
    steps = state.get(COUNTERS).getInt(1);
  }

  @Override
  public void close() {
    network.close();
    validation.close();
  }
}
