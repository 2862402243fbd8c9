package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeTest {
  private static final int SIDE = 13;
  private static final Frame FRAME = new Frame(SIDE, Normalisation.IMAGENET);
  private static final Area AREA = new Area(SIDE, 2, 5, 9, 7);
  private static final int DRAWS = 12;

  static Stream<Arguments> changes() {
    Randomness draw = Randomness.of(3);
    Stream<Arguments> blocks =
        Arrays.stream(BlockChange.values())
            .map(kind -> Arguments.of(kind.name(), kind.draw(AREA, draw, FRAME)));
    Stream<Arguments> whole =
        Stream.of(
                new Diversity(1, 1.3),
                new Diversity(0, 1.1),
                new Scales(3),
                new StructureInvariance(3),
                new StructureInvariance(1),
                new BlockShuffle(2, 24),
                new BlockShuffle(3, 90))
            .flatMap(
                one ->
                    IntStream.range(0, DRAWS)
                        .mapToObj(copy -> Arguments.of(one + "", one.draw(draw, copy, FRAME))));
    double[] kernel = {0.2, 0.5, 0.2};
    return Stream.of(
            blocks,
            whole,
            Stream.of(
                Arguments.of("rotation", new Rotation(AREA, 17)),
                Arguments.of(
                    "kernel",
                    new Separable(AREA, Axis.convolved(9, kernel), Axis.convolved(7, kernel)))))
        .flatMap(s -> s);
  }

  private static float[] random(long seed) {
    float[] values = new float[Frame.CHANNELS * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Randomness.of(seed).gaussian(i);
    }
    return values;
  }

  /** {@code <A x, y> = <x, A' y>}, where {@code A x} is the change less that of a black image. */
  @ParameterizedTest
  @MethodSource("changes")
  void theTransposeIsTheTranspose(String name, Change change) {
    float[] x = random(1);
    float[] y = random(2);
    float[] changed = x.clone();
    float[] black = new float[x.length];
    float[] back = y.clone();
    change.apply(changed);
    change.apply(black);
    change.transpose(back);
    double forth = 0;
    double size = 0;
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      forth += ((double) changed[i] - black[i]) * y[i];
      product += (double) x[i] * back[i];
      size += Math.abs((double) changed[i] * y[i]);
    }
    assertEquals(forth, product, 1e-5 * size, name);
  }

  /** A block's change leaves what is beside the block. */
  @Test
  void theRestStays() {
    for (BlockChange kind : BlockChange.values()) {
      float[] before = random(1);
      float[] after = before.clone();
      kind.draw(AREA, Randomness.of(4), FRAME).apply(after);
      int changed = 0;
      for (int i = 0; i < after.length; i++) {
        int y = i / SIDE % SIDE - AREA.top();
        int x = i % SIDE - AREA.left();
        boolean inside = y >= 0 && y < AREA.height() && x >= 0 && x < AREA.width();
        changed += after[i] != before[i] ? 1 : 0;
        assertEquals(true, inside || after[i] == before[i], kind + " changed " + i);
      }
      assertNotEquals(0, changed, kind.name());
    }
  }

  /** Copies differ, and the same copy of the same image is the same again. */
  @Test
  void eachCopyHasADrawOfItsOwn() {
    for (InputTransformation one :
        new InputTransformation[] {
          new Diversity(1, 1.5), new StructureInvariance(3), new BlockShuffle(2, 24), new Scales(2)
        }) {
      float[] first = shown(one, 0);
      assertArrayEquals(first, shown(one, 0));
      assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(shown(one, 1)), one.toString());
    }
  }

  private static float[] shown(InputTransformation one, int copy) {
    float[] image = random(1);
    one.draw(Randomness.of(8), copy, FRAME).apply(image);
    return image;
  }

  /** Shuffled blocks that are not turned have the image's values, each once. */
  @Test
  void aShuffleLosesNothing() {
    float[] before = random(1);
    float[] after = before.clone();
    new BlockShuffle(3, 0).draw(Randomness.of(6), 0, FRAME).apply(after);
    assertNotEquals(Arrays.hashCode(before), Arrays.hashCode(after));
    Arrays.sort(before);
    Arrays.sort(after);
    assertArrayEquals(before, after);
  }

  /** A frequency below the limit passes, one above does not, and a mean stays. */
  @Test
  void aLowPassIsAProjection() {
    int length = 10;
    Axis low = Axis.lowPass(length, 6);
    for (int k = 0; k < length; k++) {
      for (int i = 0; i < length; i++) {
        double sum = 0;
        for (int j = 0; j < length; j++) {
          sum += low.weight()[i][j] * Math.cos(Math.PI * (j + 0.5) * k / length);
        }
        double expected = k < 6 ? Math.cos(Math.PI * (i + 0.5) * k / length) : 0;
        assertEquals(expected, sum, 1e-6);
      }
    }
  }

  @Test
  void aFrameOnlyMovesBlackToNought() {
    float[] image = random(1);
    float[] before = image.clone();
    FRAME.enter(image);
    float[] black = new float[image.length];
    FRAME.leave(black);
    for (int i = 0; i < image.length; i++) {
      int c = i / (SIDE * SIDE);
      double value = before[i] * (double) Normalisation.IMAGENET.deviation(c);
      assertEquals((value + Normalisation.IMAGENET.mean(c)) * FRAME.white(c), image[i], 1e-5);
      assertEquals(Normalisation.IMAGENET.value(c, 0), black[i]);
    }
  }
}
