package org.heredity.datasets.drawn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.files.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnImagesTest {
  private static List<String> hashes(ImageSource source) {
    return IntStream.range(0, source.size())
        .parallel()
        .mapToObj(i -> Sha256.of(source.read(i).rgb()))
        .toList();
  }

  @Test
  void drawsTheSameWhoeverAsksAndHoweverMany() {
    Dataset few = DrawnImages.target(3, 32, 4, 2);
    List<String> drawn = hashes(few.train());
    assertEquals(drawn, hashes(DrawnImages.target(3, 32, 4, 2).train()));
    assertEquals(drawn, hashes(DrawnImages.target(3, 32, 9, 1).train()).subList(0, 32));
    Set<String> all = new HashSet<>(drawn);
    all.addAll(hashes(few.test()));
    assertEquals(48, all.size(), "all differ");
    assertTrue(
        Collections.disjoint(all, hashes(DrawnImages.target(4, 32, 4, 2).train())), "other seed");
    assertEquals("train/checker-ring/00000", few.train().id(0));
    assertEquals("test/zigzag-angle/00001", few.test().id(15));
    assertEquals(7, few.test().label(15));
    assertThrows(IndexOutOfBoundsException.class, () -> few.test().read(16));
  }

  /** So that every Java and every processor draws what this one does. */
  @Test
  void drawsWhatItDrewBefore() {
    assertEquals(
        "2307f6b8f5958a5ad69c0ab4515b4d01a5e147717945abc142d6b45c4b313a7f",
        Sha256.of(
            String.join(",", hashes(DrawnImages.source(1, 48, 8, 1).train()))
                .getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void sourceAndTargetHaveNoClassAndNoShapeInCommon() {
    Dataset source = DrawnImages.source(1, 16, 1, 1);
    Dataset target = DrawnImages.target(1, 16, 1, 1);
    assertEquals(16, source.classes().size());
    assertEquals(8, target.classes().size());
    Set<String> shapes = new HashSet<>();
    source.classes().forEach(name -> shapes.add(name.split("-")[1]));
    target.classes().forEach(name -> assertTrue(!shapes.contains(name.split("-")[1]), name));
  }

  @Test
  void digestTellsProblemsApart() {
    String digest = DrawnImages.source(1, 16, 2, 2).digest();
    assertEquals(digest, DrawnImages.source(1, 16, 2, 2).digest());
    assertNotEquals(digest, DrawnImages.source(2, 16, 2, 2).digest());
    assertNotEquals(digest, DrawnImages.source(1, 17, 2, 2).digest());
    assertNotEquals(digest, DrawnImages.source(1, 16, 3, 2).digest());
    assertNotEquals(digest, DrawnImages.source(1, 16, 2, 3).digest());
  }

  /** A linear classifier on mean colour must not beat chance by much: nearest class mean. */
  @Test
  void colourDoesNotTellTheClass() {
    Dataset target = DrawnImages.target(5, 32, 60, 60);
    double[][] means = new double[8][3];
    double[][] train = meanColours(target.train());
    for (int i = 0; i < train.length; i++) {
      for (int c = 0; c < 3; c++) {
        means[target.train().label(i)][c] += train[i][c] / 60;
      }
    }
    double[][] test = meanColours(target.test());
    int correct = 0;
    for (int i = 0; i < test.length; i++) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int k = 0; k < 8; k++) {
        double distance = 0;
        for (int c = 0; c < 3; c++) {
          distance += (means[k][c] - test[i][c]) * (means[k][c] - test[i][c]);
        }
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      correct += best == target.test().label(i) ? 1 : 0;
    }
    double accuracy = correct / (double) test.length;
    assertTrue(accuracy < 0.2, "by mean colour " + accuracy + ", chance is 0.125");
  }

  private static double[][] meanColours(ImageSource source) {
    double[][] means = new double[source.size()][3];
    for (int i = 0; i < means.length; i++) {
      byte[] rgb = source.read(i).rgb();
      for (int j = 0; j < rgb.length; j++) {
        means[i][j % 3] += 3.0 * (rgb[j] & 0xFF) / rgb.length;
      }
    }
    return means;
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void shapesAreBoundedAndOfSimilarArea(Shape shape) {
    int inside = 0;
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 400; j++) {
        double x = (i - 199.5) / 100;
        double y = (j - 199.5) / 100;
        boolean in = shape.distance(x, y) < 0;
        inside += in ? 1 : 0;
        assertTrue(!in || x * x + y * y < 1.3 * 1.3, () -> shape + " reaches " + x + ", " + y);
        // The distance changes by no more than one step, or the edge would not be smooth.
        double slope = Math.abs(shape.distance(x + 0.01, y) - shape.distance(x, y)) / 0.01;
        assertTrue(slope < 1.01, () -> shape + " has slope " + slope);
      }
    }
    double area = inside / 1e4;
    assertTrue(area > 0.9 && area < 3.0, shape + " has area " + area);
  }

  @ParameterizedTest
  @EnumSource(Texture.class)
  void texturesStayInRangeAndUseIt(Texture texture) {
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < 300; j++) {
        double value = texture.at(i * 0.037 - 5, j * 0.041 - 5);
        assertTrue(value >= 0 && value <= 1, () -> texture + " gives " + value);
        sum += value;
      }
    }
    assertEquals(0.45, sum / 90_000, 0.16, "" + texture);
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    assertEquals(
        "drawn images: side must be 16 to 1024, got 8",
        assertThrows(DataException.class, () -> DrawnImages.source(1, 8, 1, 1)).getMessage());
    assertEquals(
        "drawn images: training images per class must be 1 to 100000, got 0",
        assertThrows(DataException.class, () -> DrawnImages.source(1, 32, 0, 1)).getMessage());
  }

  @Test
  void imagesDifferInWhatIsDrawnAndNotOnlyInNoise() {
    Dataset source = DrawnImages.source(1, 48, 2, 1);
    byte[] first = source.train().read(0).rgb();
    byte[] second = source.train().read(16).rgb();
    double difference = 0;
    for (int i = 0; i < first.length; i++) {
      difference += Math.abs((first[i] & 0xFF) - (second[i] & 0xFF)) / (double) first.length;
    }
    assertTrue(difference > 15, "mean difference " + difference);
    assertArrayEquals(first, DrawnImages.source(1, 48, 2, 1).train().read(0).rgb());
  }
}
