package org.heredity.engine;

import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Plan;

/**
 * Which network of an architecture.
 *
 * @param architecture the family
 * @param width channels of the first stage
 * @param classes outputs of the head
 * @param imageSize side of the square input, in pixels
 */
public record NetworkSpec(Architecture architecture, int width, int classes, int imageSize) {
  public NetworkSpec {
    if (width < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "width and classes must be positive, got " + width + " and " + classes);
    }
    if (imageSize < architecture.smallestImage()) {
      throw new IllegalArgumentException(
          architecture.name()
              + " takes images of at least "
              + architecture.smallestImage()
              + " pixels, got "
              + imageSize);
    }
  }

  /**
   * The tensors of {@code weights} in the network's order, floats in single precision.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public StateDict fit(StateDict weights) {
    return Tensors.fit(this, Plan.of(architecture.build(this).getConfiguration()), weights);
  }

  /** The same network with a head of another size. */
  public NetworkSpec withClasses(int number) {
    return new NetworkSpec(architecture, width, number, imageSize);
  }
}
