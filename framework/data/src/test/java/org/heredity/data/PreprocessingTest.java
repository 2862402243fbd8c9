package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.data.Expected.Difference;
import org.heredity.data.Preprocessing.Resize;
import org.heredity.data.Resampling.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

class PreprocessingTest {
  private static Stream<List<String>> views() {
    return Expected.table("views/list.tsv").stream().map(List::of);
  }

  @ParameterizedTest
  @MethodSource("views")
  void pixelsAreTorchvisions(List<String> view) {
    RgbImage expected = Expected.rgb("views/" + view.get(0) + ".rgb");
    // The picture as Pillow decoded it, so that this compares nothing but the transform.
    RgbImage image = Expected.rgb("images/" + view.get(1) + ".rgb");
    int size = Integer.parseInt(view.get(3));
    Preprocessing preprocessing = new Preprocessing(size, Resize.AUTO);
    RgbImage result;
    if (view.get(2).equals("test")) {
      result = preprocessing.testView(image);
      float[] normalised = new float[preprocessing.length() + 1];
      preprocessing.test(image, normalised, 1);
      RgbImage back = Normalisation.IMAGENET.picture(normalised, 1, size);
      assertEquals(new Difference(0, 0), Difference.between(result, back));
    } else {
      int[] box = Stream.of(view.get(2).split(",")).mapToInt(Integer::parseInt).toArray();
      result = resized(image, new Box(box[0], box[1], box[2], box[3]), size);
    }
    assertEquals(new Difference(0, 0), Difference.between(expected, result));
  }

  @Test
  void bicubicPixelsArePillows() {
    for (String[] view : Expected.table("views/bicubic.tsv")) {
      int shorter = Integer.parseInt(view[2]);
      int size = Integer.parseInt(view[3]);
      Preprocessing preprocessing = model(size, shorter, Interpolation.BICUBIC);
      RgbImage expected = Expected.rgb("views/" + view[0] + ".rgb");
      RgbImage seen = preprocessing.testView(Expected.rgb(view[1] + ".rgb"));
      assertEquals(new Difference(0, 0), Difference.between(expected, seen), view[0]);
    }
  }

  private static Preprocessing model(int size, int shorter, Interpolation interpolation) {
    return new Preprocessing(
        Normalisation.IMAGENET,
        size,
        shorter,
        interpolation,
        Resize.AUTO,
        Preprocessing.Augmentation.RESIZED_CROP);
  }

  static RgbImage resized(RgbImage image, Box source, int size) {
    return resized(image, Interpolation.BILINEAR, source, size);
  }

  private static RgbImage resized(
      RgbImage image, Interpolation interpolation, Box source, int size) {
    byte[] rgb = new byte[3 * size * size];
    Resampling.resample(
        image,
        interpolation,
        source,
        size,
        size,
        new Box(0, 0, size, size),
        (y, levels) -> {
          for (int i = 0; i < levels.length; i++) {
            rgb[(y * size + i % size) * 3 + i / size] = (byte) levels[i];
          }
        });
    return new RgbImage(size, size, rgb);
  }

  @Test
  void boxesAreTorchvisions() {
    for (String[] row : Expected.table("boxes.tsv")) {
      int[] v = Stream.of(row).mapToInt(Integer::parseInt).toArray();
      Box expected = new Box(v[3], v[4], v[5], v[6]);
      assertEquals(
          expected, RandomResizedCrop.box(v[1], v[2], Randomness.of(v[0])), "seed " + v[0]);
    }
  }

  @Test
  void trainingCropsAndFlipsAtRandomAndRepeatably() {
    RgbImage image = Expected.rgb("images/photo-wide.jpg.rgb");
    Preprocessing preprocessing = new Preprocessing(32, Resize.AUTO);
    int flips = 0;
    for (int seed = 0; seed < 200; seed++) {
      Randomness randomness = Randomness.of(1).at("image").at(seed);
      float[] once = new float[preprocessing.length()];
      float[] twice = new float[preprocessing.length()];
      preprocessing.train(image, randomness, once, 0);
      preprocessing.train(image, randomness, twice, 0);
      assertArrayEquals(once, twice);
      Box box = RandomResizedCrop.box(image.width(), image.height(), randomness);
      RgbImage expected = resized(image, box, 32);
      RgbImage seen = Normalisation.IMAGENET.picture(once, 0, 32);
      if (RandomResizedCrop.flip(randomness)) {
        flips++;
        seen = mirrored(seen);
      }
      assertEquals(new Difference(0, 0), Difference.between(expected, seen));
    }
    assertTrue(flips > 70 && flips < 130, flips + " of 200 flipped");
  }

  @Test
  void aPaddedCropIsAMoveOverBlackByUpToAnEighth() {
    RgbImage image = Expected.rgb("images/photo-wide.jpg.rgb");
    Preprocessing preprocessing =
        new Preprocessing(32, Resize.AUTO, Preprocessing.Augmentation.PADDED_CROP);
    byte[] whole = preprocessing.testView(image).rgb();
    Set<List<Integer>> moves = new HashSet<>();
    for (int seed = 0; seed < 1000; seed++) {
      Randomness randomness = Randomness.of(1).at("image").at(seed);
      float[] out = new float[preprocessing.length() + 3];
      preprocessing.train(image, randomness, out, 3);
      RgbImage seen = Normalisation.IMAGENET.picture(out, 3, 32);
      byte[] rgb = RandomResizedCrop.flip(randomness) ? mirrored(seen).rgb() : seen.rgb();
      PaddedCrop crop = PaddedCrop.of(32, randomness);
      moves.add(List.of(crop.right(), crop.down()));
      for (int i = 0; i < rgb.length; i++) {
        int x = i / 3 % 32 - crop.right();
        int y = i / 96 - crop.down();
        boolean black = x < 0 || x >= 32 || y < 0 || y >= 32;
        assertEquals(black ? 0 : whole[(y * 32 + x) * 3 + i % 3], rgb[i]);
      }
    }
    assertEquals(81, moves.size(), "-4 to 4 either way");
    assertTrue(moves.contains(List.of(-4, 4)) && moves.contains(List.of(4, -4)));
  }

  private static RgbImage mirrored(RgbImage image) {
    byte[] rgb = new byte[image.rgb().length];
    int w = image.width();
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      rgb[i] = image.rgb()[((pixel / w) * w + w - 1 - pixel % w) * 3 + i % 3];
    }
    return new RgbImage(w, image.height(), rgb);
  }

  @Test
  void squareOfTheRightSizeIsTakenAsItIsUnlessAlwaysResized() {
    byte[] rgb = new byte[3 * 32 * 32];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 37);
    }
    RgbImage image = new RgbImage(32, 32, rgb);
    assertArrayEquals(rgb, new Preprocessing(32, Resize.AUTO).testView(image).rgb());
    byte[] resized = new Preprocessing(32, Resize.ALWAYS).testView(image).rgb();
    assertTrue(!Arrays.equals(rgb, resized));
  }

  @Test
  void valuesAreNormalisedChannelsFirst() {
    byte[] rgb = new byte[3 * 64];
    rgb[3 * 9] = (byte) 255;
    rgb[3 * 9 + 2] = (byte) 128;
    float[] out = new float[192];
    new Preprocessing(8, Resize.AUTO).test(new RgbImage(8, 8, rgb), out, 0);
    assertEquals((1 - 0.485f) / 0.229f, out[9], 1e-6);
    assertEquals(-0.456f / 0.224f, out[64 + 9], 1e-6);
    assertEquals((128 / 255f - 0.406f) / 0.225f, out[128 + 9], 1e-6);
    assertEquals(0.406f, Normalisation.IMAGENET.mean(2));
    assertEquals(0.229f, Normalisation.IMAGENET.deviation(0));
  }

  @Test
  void everyLevelSurvivesNormalisation() {
    for (int c = 0; c < 3; c++) {
      for (int level = 0; level < 256; level++) {
        assertEquals(
            level, Normalisation.IMAGENET.level(c, Normalisation.IMAGENET.value(c, level)));
      }
      assertEquals(0, Normalisation.IMAGENET.level(c, -9));
      assertEquals(255, Normalisation.IMAGENET.level(c, 9));
    }
  }

  @Test
  void aModelsOwnNormalisationIsUsed() {
    Normalisation own = Normalisation.of(List.of(0.5, 0.25, 0.0), List.of(0.5, 0.2, 1.0));
    byte[] rgb = new byte[192];
    Arrays.fill(rgb, (byte) 255);
    float[] out = new float[192];
    new Preprocessing(
            own,
            8,
            8,
            Interpolation.BILINEAR,
            Resize.ALWAYS,
            Preprocessing.Augmentation.PADDED_CROP)
        .test(new RgbImage(8, 8, rgb), out, 0);
    assertEquals(1, out[0]);
    assertEquals(0.75f / 0.2f, out[64]);
    assertEquals(1, out[128]);
    assertEquals(List.of(0.5, 0.2, 1.0), own.deviations());
    assertEquals(own, Normalisation.of(own.means(), own.deviations()));
  }

  @Test
  void onlyWhatIsNotUsualStandsInKeys() {
    Preprocessing usual = new Preprocessing(32, Resize.AUTO);
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("image-size", 32);
    key.put("resize", "auto");
    key.put("augmentation", "resized-crop");
    assertEquals(key, usual.key());
    assertEquals(usual, model(32, 37, Interpolation.BILINEAR));
    Preprocessing other = model(32, 37, Interpolation.BICUBIC);
    assertEquals(other.values(), other.key().get("model"));
    assertEquals(List.of("interpolation bilinear and bicubic"), usual.differences(other));
  }

  @Test
  void whatNoModelHasIsRefused() {
    assertRefused("a deviation must be over 0", () -> normalisation(0.5, 0));
    assertRefused("a deviation must be over 0", () -> normalisation(0.5, Double.NaN));
    assertRefused("divide what is of levels up to 255 by 255", () -> normalisation(123.7, 0.2));
    assertRefused(
        "three numbers each", () -> Normalisation.of(List.of(0.5), List.of(0.5, 0.5, 0.5)));
    assertRefused(
        "a crop of 64 pixels needs images that are resized to as many or more",
        () -> model(64, 63, Interpolation.BILINEAR));
  }

  private static void assertRefused(String message, Executable making) {
    DataException e = assertThrows(DataException.class, making);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static Normalisation normalisation(double mean, double deviation) {
    return Normalisation.of(List.of(0.5, 0.5, mean), List.of(0.5, deviation, 0.5));
  }

  @Test
  void roundingTo8BitsIsWhatItsPictureIsReadAs() {
    Randomness randomness = Randomness.of(3);
    float[] values = new float[2 * 192];
    for (int i = 0; i < values.length; i++) {
      values[i] = 6 * randomness.uniform(i) - 3;
    }
    RgbImage picture = Normalisation.IMAGENET.picture(values, 192, 8);
    float[] rounded = values.clone();
    Normalisation.IMAGENET.roundTo8Bits(rounded, 8);
    float[] again = new float[192];
    new Preprocessing(8, Resize.AUTO).test(picture, again, 0);
    assertArrayEquals(again, Arrays.copyOfRange(rounded, 192, 384));
    float step = 0.5f / 255 / 0.224f + 1e-5f;
    assertTrue(Math.abs(rounded[5] - Math.max(-2.118f, Math.min(2.25f, values[5]))) <= step);
    RgbImage fromArray =
        Normalisation.IMAGENET.picture(
            Nd4j.create(Arrays.copyOfRange(values, 192, 384), 1, 3, 8, 8));
    assertArrayEquals(picture.rgb(), fromArray.rgb());
    assertThrows(
        IllegalArgumentException.class,
        () -> Normalisation.IMAGENET.picture(Nd4j.zeros(2, 3, 8, 8)));
  }

  @Test
  void extremeShapesAreHandled() {
    for (int[] size : new int[][] {{1, 1}, {1, 5000}, {5000, 1}, {2, 3}}) {
      RgbImage image = new RgbImage(size[0], size[1], new byte[3 * size[0] * size[1]]);
      Preprocessing preprocessing = new Preprocessing(32, Resize.AUTO);
      float[] out = new float[preprocessing.length()];
      preprocessing.test(image, out, 0);
      preprocessing.train(image, Randomness.of(1), out, 0);
      assertEquals(-0.485f / 0.229f, out[0], 1e-6);
    }
  }

  @Test
  void imageSizeIsChecked() {
    DataException e = assertThrows(DataException.class, () -> new Preprocessing(7, Resize.AUTO));
    assertTrue(e.getMessage().startsWith("the image size must be 8 to 2048 pixels, got 7"));
    assertThrows(DataException.class, () -> new Preprocessing(2049, Resize.AUTO));
  }
}
