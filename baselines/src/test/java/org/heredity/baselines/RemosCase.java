package org.heredity.baselines;

import java.util.List;
import java.util.stream.Stream;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;

/**
 * A network that make_remos_expected.py profiled and ranked.
 *
 * @param architecture its name
 * @param width of its first stage
 * @param side of the images
 * @param batch how many images
 * @param seed of the formula
 */
record RemosCase(String architecture, int width, int side, int batch, int seed) {
  static Stream<RemosCase> all() {
    return Stream.of(
        new RemosCase("resnet18", 8, 64, 4, 1),
        new RemosCase("resnet18", 8, 32, 5, 21),
        new RemosCase("resnet18", 8, 96, 7, 14),
        new RemosCase("resnet18", 8, 224, 4, 23),
        new RemosCase("resnet18", 64, 32, 7, 29),
        new RemosCase("resnet18", 64, 224, 1, 13),
        new RemosCase("resnet50", 8, 64, 4, 1),
        new RemosCase("resnet50", 8, 32, 7, 34),
        new RemosCase("resnet50", 8, 64, 5, 20),
        new RemosCase("resnet50", 8, 96, 3, 38),
        new RemosCase("resnet50", 8, 224, 1, 33));
  }

  NetworkSpec spec() {
    Architecture family =
        architecture.equals("resnet18") ? Architectures.resnet18() : Architectures.resnet50();
    return SmallWorld.spec(family, width, 5, side);
  }

  /** All its convolutions, in module order. */
  List<ExpectedSlice> expected() {
    return ExpectedSlice.of(toString());
  }

  @Override
  public String toString() {
    return architecture + "_w" + width + "_" + side + "px_b" + batch + "_s" + seed;
  }
}
