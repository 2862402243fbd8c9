package org.heredity.datasets.drawn;

import java.util.List;
import java.util.Objects;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;

/**
 * Images that are drawn when they are read, the classes in turn. Each follows from the seed and its
 * id alone. Immutable and thread-safe.
 */
final class DrawnSource implements ImageSource {
  private final String split;
  private final List<DrawnClass> classes;
  private final int perClass;
  private final int side;
  private final Randomness randomness;

  /**
   * Images of some classes.
   *
   * @param split the first part of the ids
   * @param perClass images of each class
   * @param side width and height in pixels
   */
  DrawnSource(
      String split, List<DrawnClass> classes, int perClass, int side, Randomness randomness) {
    this.split = split;
    this.classes = classes;
    this.perClass = perClass;
    this.side = side;
    this.randomness = randomness;
  }

  @Override
  public int size() {
    return classes.size() * perClass;
  }

  @Override
  public String id(int index) {
    return "%s/%s/%05d".formatted(split, classes.get(label(index)).label(), index / classes.size());
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size()) % classes.size();
  }

  @Override
  public RgbImage read(int index) {
    return Picture.draw(classes.get(label(index)), side, randomness.at(id(index)));
  }
}
