package org.heredity.datasets.drawn;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.Randomness;
import org.heredity.files.Sha256;

/**
 * Two related problems whose images the program draws: figures of some shape with some texture,
 * both of which tell the class, in random colours, places, sizes and rotations, with clutter and
 * noise. The source problem, for the teacher, and the target problem share textures but no shape.
 *
 * <p>An image follows from (seed, side, problem, split, class, number within the class) and is the
 * same on every machine; asking for more images per class leaves the first ones as they are.
 */
public final class DrawnImages {
  /** Width and height by default, in pixels. */
  public static final int SIDE = 48;

  private static final List<DrawnClass> SOURCE =
      combinations(
          List.of(Shape.DISC, Shape.SQUARE, Shape.TRIANGLE, Shape.CROSS),
          List.of(Texture.STRIPES, Texture.CHECKER, Texture.DOTS, Texture.ZIGZAG));
  private static final List<DrawnClass> TARGET =
      combinations(
          List.of(Shape.RING, Shape.CRESCENT, Shape.STAR, Shape.ANGLE),
          List.of(Texture.CHECKER, Texture.ZIGZAG));

  private static final int LARGEST_SIDE = 1024;
  private static final int MOST_PER_CLASS = 100_000;

  private DrawnImages() {}

  /** The problem that a teacher learns, 16 classes. */
  public static Dataset source(long seed, int side, int trainPerClass, int testPerClass) {
    return dataset("drawn-source", SOURCE, seed, side, trainPerClass, testPerClass);
  }

  /** The problem that a teacher is reused for, 8 classes. */
  public static Dataset target(long seed, int side, int trainPerClass, int testPerClass) {
    return dataset("drawn-target", TARGET, seed, side, trainPerClass, testPerClass);
  }

  static int sourceClasses() {
    return SOURCE.size();
  }

  static int targetClasses() {
    return TARGET.size();
  }

  private static Dataset dataset(
      String name, List<DrawnClass> classes, long seed, int side, int train, int test) {
    require("side", side, 16, LARGEST_SIDE);
    require("training images per class", train, 1, MOST_PER_CLASS);
    require("test images per class", test, 1, MOST_PER_CLASS);
    Randomness randomness = Randomness.of(seed).at(name);
    DrawnSource trained = new DrawnSource("train", classes, train, side, randomness);
    DrawnSource tested = new DrawnSource("test", classes, test, side, randomness);
    MessageDigest digest = Sha256.newDigest();
    digest.update(
        (name + " " + seed + " " + side + " " + train + " " + test)
            .getBytes(StandardCharsets.UTF_8));
    // The first image of each class stands for what draws them.
    for (int c = 0; c < classes.size(); c++) {
      digest.update(classes.get(c).label().getBytes(StandardCharsets.UTF_8));
      digest.update(trained.read(c).rgb());
    }
    return new Dataset(
        name,
        classes.stream().map(DrawnClass::label).toList(),
        trained,
        tested,
        Sha256.hex(digest),
        List.of());
  }

  private static void require(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new DataException(
          "drawn images: " + what + " must be " + least + " to " + most + ", got " + value);
    }
  }

  private static List<DrawnClass> combinations(List<Shape> shapes, List<Texture> textures) {
    List<DrawnClass> classes = new ArrayList<>();
    for (Shape shape : shapes) {
      for (Texture texture : textures) {
        classes.add(new DrawnClass(shape, texture));
      }
    }
    return List.copyOf(classes);
  }
}
