package org.heredity.engine;

import java.util.Objects;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.plan.GraphCompiler;
import org.heredity.engine.plan.Plan;

/**
 * Which network of an architecture, and what the engine runs of it. Immutable and thread-safe; two
 * with the same architecture and numbers are equal.
 */
public final class NetworkSpec {
  private final Architecture architecture;
  private final int width;
  private final int classes;
  private final int imageSize;
  private Plan plan;

  /**
   * A network.
   *
   * @param architecture the family
   * @param width channels of the first stage
   * @param classes outputs of the head
   * @param imageSize side of the square input, in pixels
   * @throws IllegalArgumentException if the architecture has no such network
   */
  public NetworkSpec(Architecture architecture, int width, int classes, int imageSize) {
    if (width < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "width and classes must be positive, got " + width + " and " + classes);
    }
    if (!architecture.hasWidth(width)) {
      throw new IllegalArgumentException(
          "there is no "
              + architecture.name()
              + " of width "
              + width
              + "; the published one has "
              + architecture.publishedWidth());
    }
    if (imageSize < architecture.smallestImage()) {
      throw new IllegalArgumentException(
          architecture.name()
              + " takes images of at least "
              + architecture.smallestImage()
              + " pixels, got "
              + imageSize);
    }
    this.architecture = architecture;
    this.width = width;
    this.classes = classes;
    this.imageSize = imageSize;
  }

  /** The family. */
  public Architecture architecture() {
    return architecture;
  }

  /** Channels of the first stage. */
  public int width() {
    return width;
  }

  /** Outputs of the head. */
  public int classes() {
    return classes;
  }

  /** Side of the square input, in pixels. */
  public int imageSize() {
    return imageSize;
  }

  /**
   * What the engine runs, compiled from the architecture's graph when it is first asked for.
   *
   * @throws IllegalArgumentException naming the layer that the engine cannot compile, and those
   *     that it can
   */
  public synchronized Plan plan() {
    if (plan == null) {
      plan = GraphCompiler.compile(architecture.configuration(this), imageSize);
    }
    return plan;
  }

  /**
   * The tensors of {@code weights} in the network's order, floats in single precision.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public StateDict fit(StateDict weights) {
    return Tensors.fit(this, weights);
  }

  /**
   * Refuses a dataset that the network's head was not made for.
   *
   * @param source what messages call the network
   * @throws DataException if it has another number of classes
   */
  public void requireClasses(String source, Dataset dataset) {
    if (classes != dataset.classes().size()) {
      throw new DataException(
          source
              + " distinguishes "
              + classes
              + " classes, but "
              + dataset.name()
              + " has "
              + dataset.classes().size()
              + "; give the dataset that it was trained for");
    }
  }

  /** The same network with a head of another size. */
  public NetworkSpec withClasses(int number) {
    return new NetworkSpec(architecture, width, number, imageSize);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSpec that
        && architecture.equals(that.architecture)
        && width == that.width
        && classes == that.classes
        && imageSize == that.imageSize;
  }

  @Override
  public int hashCode() {
    return Objects.hash(architecture, width, classes, imageSize);
  }

  @Override
  public String toString() {
    return architecture.name()
        + ", width "
        + width
        + ", "
        + classes
        + " classes, "
        + imageSize
        + " px";
  }
}
