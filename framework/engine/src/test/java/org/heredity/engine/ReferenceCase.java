package org.heredity.engine;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Architectures;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that make_reference.py computed with PyTorch.
 *
 * @param architecture its name
 * @param width of its first stage
 * @param side of the images
 * @param batch how many images
 * @param seed of the formula
 */
record ReferenceCase(String architecture, int width, int side, int batch, int seed) {
  static final int CLASSES = 5;
  static final int SGD_STEPS = 3;
  static final int SEAM_STEPS = 6;
  static final int PGD_STEPS = 10;
  static final MaskSearch.Settings SEAM = new MaskSearch.Settings(0.3, 0.001, 0.5);

  static Stream<ReferenceCase> all() {
    return Stream.of(
        new ReferenceCase("resnet18", 8, 64, 4, 1),
        new ReferenceCase("resnet18", 8, 32, 5, 21),
        new ReferenceCase("resnet18", 8, 64, 3, 28),
        new ReferenceCase("resnet18", 8, 96, 7, 14),
        new ReferenceCase("resnet18", 8, 96, 7, 28),
        new ReferenceCase("resnet18", 8, 224, 4, 23),
        new ReferenceCase("resnet18", 64, 32, 5, 11),
        new ReferenceCase("resnet18", 64, 32, 7, 29),
        new ReferenceCase("resnet18", 64, 64, 5, 12),
        new ReferenceCase("resnet18", 64, 96, 1, 26),
        new ReferenceCase("resnet18", 64, 224, 1, 13),
        new ReferenceCase("resnet50", 8, 64, 4, 1),
        new ReferenceCase("resnet50", 8, 32, 7, 34),
        new ReferenceCase("resnet50", 8, 64, 5, 20),
        new ReferenceCase("resnet50", 8, 96, 3, 38),
        new ReferenceCase("resnet50", 8, 224, 1, 33),
        new ReferenceCase("resnet50", 64, 64, 3, 35),
        new ReferenceCase("resnet50", 64, 224, 1, 41));
  }

  /**
   * Whether DoublePrecisionTest computes a part of it: all that single precision does not
   * determine, and the oracle's networks.
   */
  boolean inDouble(Part part) {
    Expected expected = expected();
    List<String> names = expected.names(part);
    return !names.isEmpty() && oracle() || names.stream().anyMatch(n -> !expected.heldBySingle(n));
  }

  /** The largest deviation of a quantity that is rounding, as the oracle's README has it. */
  static double tolerance(String quantity) {
    if (quantity.startsWith("pgd.")) {
      return 0.01;
    }
    if (quantity.equals("seam.kept")) {
      return 0.002;
    }
    return quantity.startsWith("eval.") && !quantity.endsWith("grad") ? 1e-4 : 1e-3;
  }

  /** Whether the oracle computes it. */
  boolean oracle() {
    return seed == 1;
  }

  boolean bottlenecks() {
    return architecture.equals("resnet50");
  }

  NetworkSpec spec() {
    Architecture family = bottlenecks() ? Architectures.resnet50() : Architectures.resnet18();
    return new NetworkSpec(family, width, CLASSES, side);
  }

  StateDict weights() {
    return Formula.weights(spec(), seed);
  }

  /** The names of all tensors but batch norm's counters, in PyTorch's order. */
  List<String> tensors() {
    Plan plan = spec().plan();
    return plan.tensors().keySet().stream()
        .filter(name -> !name.endsWith(".num_batches_tracked"))
        .toList();
  }

  /** Those of them that a gradient is computed of. */
  List<String> parameters() {
    return tensors().stream().filter(name -> !name.contains(".running_")).toList();
  }

  INDArray images() {
    return Formula.images(batch, side, seed);
  }

  int[] labels() {
    return Formula.labels(batch, CLASSES);
  }

  /** Where PGD starts, from the images, before it is projected. */
  INDArray delta() {
    INDArray images = images();
    float[] delta = Formula.uniform("delta", images.length(), seed);
    for (int i = 0; i < delta.length; i++) {
      delta[i] = delta[i] * 0.2f - 0.1f;
    }
    return Nd4j.createFromArray(delta).reshape(images.shape());
  }

  INDArray start() {
    return images().add(delta());
  }

  /** By the name that their quantities bear. */
  Map<String, Objective> objectives() {
    return Map.of(
        "ce", new TestObjectives.Labels(labels()), "penultimate", new TestObjectives.Penultimate());
  }

  Trainer.Sgd sgd() {
    double rate = Double.parseDouble(expected().remark("rate"));
    return new Trainer.Sgd(rate, rate, 0.9, 1e-4);
  }

  Expected expected() {
    return Expected.of(toString());
  }

  @Override
  public String toString() {
    return architecture + "_w" + width + "_" + side + "px_b" + batch + "_s" + seed;
  }
}
