package org.heredity.engine.zoo;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of torchvision's or timm's networks as it is laid out there, of any width and number of
 * classes. Stateless and thread-safe; two of one name and variant are equal.
 */
abstract class Family implements Architecture {
  static final int SMALLEST = 32;

  private final String name;
  private final String description;
  private final int width;
  private final String head;

  /**
   * A family.
   *
   * @param name the program's
   * @param description a phrase with the paper
   * @param width channels of the first convolution
   * @param head the module of the last linear layer
   */
  Family(String name, String description, int width, String head) {
    this.name = name;
    this.description = description;
    this.width = width;
    this.head = head;
  }

  /** The program whose layout it is. */
  String origin() {
    return "torchvision";
  }

  /** Adds the vertices from the images to the head. */
  abstract ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec);

  /** The module of the first convolution. */
  abstract String stem();

  /** A tensor that no smaller network of the same kind has. */
  abstract String last();

  /** A tensor that a larger network of the same kind has, and this has not. */
  abstract String beyond();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String description() {
    return description + ", laid out as " + origin() + "'s " + name;
  }

  @Override
  public final int publishedWidth() {
    return width;
  }

  @Override
  public int smallestImage() {
    return SMALLEST;
  }

  @Override
  public final String head() {
    return head;
  }

  @Override
  public final ComputationGraphConfiguration configuration(NetworkSpec spec) {
    return TorchvisionModel.builder(this).of(spec).configuration();
  }

  @Override
  public final Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    for (String needed : List.of(stem() + ".weight", head + ".weight", last())) {
      if (!tensors.contains(needed)) {
        return Optional.empty();
      }
    }
    INDArray first = tensors.get(stem() + ".weight");
    INDArray linear = tensors.get(head + ".weight");
    if (tensors.contains(beyond()) || first.rank() != 4 || linear.rank() != 2) {
      return Optional.empty();
    }
    int channels = (int) first.size(0);
    return hasWidth(channels) && fits(tensors)
        ? Optional.of(new NetworkSpec(variant(tensors), channels, (int) linear.size(0), imageSize))
        : Optional.empty();
  }

  /** That of the tensors, where they differ in more than width and classes. */
  Family variant(StateDict tensors) {
    return this;
  }

  /** What tells variants apart. */
  int detail() {
    return 0;
  }

  /** Whether tensors are not those of another network with the same names. */
  boolean fits(StateDict tensors) {
    return true;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Family that && name.equals(that.name) && detail() == that.detail();
  }

  @Override
  public final int hashCode() {
    return name.hashCode();
  }
}
