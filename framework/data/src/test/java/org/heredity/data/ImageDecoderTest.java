package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.heredity.data.Expected.Difference;
import org.heredity.data.decode.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  private static byte[] image(String name) {
    return Expected.bytes("images/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grey1.png",
        "grey2.png",
        "grey2-interlaced.png",
        "grey4.png",
        "grey8.png",
        "grey8-transparent.png",
        "grey16.png",
        "grey-alpha8.png",
        "grey-alpha16.png",
        "rgb8.png",
        "rgb8-interlaced.png",
        "rgb8-transparent.png",
        "rgb16.png",
        "rgba8.png",
        "rgba16.png",
        "palette1.png",
        "palette2.png",
        "palette4.png",
        "palette4-interlaced.png",
        "palette8.png",
        "palette8-transparent.png",
        "pillow.png",
        "plain.gif",
        "plain-sequential.gif",
        "transparent.gif",
        "grey.gif",
        "frames.gif",
        "plain-offset.gif",
        "transparent-offset.gif",
        "rgb24.bmp",
        "palette8.bmp",
        "grey8.bmp",
        "bits1.bmp",
        "rgba32.bmp",
        "rgb555.bmp",
        "rgb565.bmp",
        "top-down.bmp",
        "rgb32.bmp",
        "bits.pbm",
        "bits1.tif",
        "bits4.tif",
        "cmyk.tif",
        "digits.pbm",
        "digits.pgm",
        "digits.ppm",
        "few.pgm",
        "few.ppm",
        "frames.webp",
        "grey.pgm",
        "grey.tif",
        "grey16-big.tif",
        "grey16.tif",
        "la.tif",
        "lossless-100.webp",
        "lossless-12.webp",
        "lossless-2.webp",
        "lossless-4.webp",
        "lossless-alpha.webp",
        "lossless-grey.webp",
        "lossless-one.webp",
        "lossless-slow.webp",
        "lossless-wide.webp",
        "lossless.webp",
        "lossy-alpha.webp",
        "lossy-best.webp",
        "lossy-block.webp",
        "lossy-fast.webp",
        "lossy-least.webp",
        "lossy-pixel.webp",
        "lossy-profile.webp",
        "lossy-slow.webp",
        "lossy-wide.webp",
        "lossy.webp",
        "lzw-long.tif",
        "palette.tif",
        "planar.tif",
        "predicted.tif",
        "premultiplied.tif",
        "rgb-adobe_deflate.tif",
        "rgb-deflate.tif",
        "rgb-lzw.tif",
        "rgb-packbits.tif",
        "rgb.ppm",
        "rgb.tif",
        "rgb16-big.tif",
        "rgb16.tif",
        "rgba.tif",
        "strips.tif",
        "tiles.tif",
        "turned2.tif",
        "turned3.tif",
        "turned4.tif",
        "turned5.tif",
        "turned6.tif",
        "turned7.tif",
        "turned8.tif",
        "white-is-zero.tif",
        "wide-1000.pgm",
        "wide.pgm",
        "wide.ppm"
      })
  void losslessFormatsHavePillowsPixels(String name) {
    RgbImage expected = Expected.rgb("images/" + name + ".rgb");
    RgbImage decoded = decoder.decode(image(name), name);
    assertEquals(new Difference(0, 0), Difference.between(expected, decoded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "444.jpg",
        "422.jpg",
        "420.jpg",
        "progressive.jpg",
        "optimised.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "cmyk-unmarked.jpg",
        "unmarked.jpg",
        "rgb-adobe.jpg",
        "ycc-adobe.jpg",
        "rgb-named.jpg",
        "orientation.jpg",
        "profile.jpg",
        "trailing.jpg",
        "comment.jpg",
        "photo-wide.jpg"
      })
  void jpegHasPillowsPixels(String name) {
    RgbImage expected = Expected.rgb("images/" + name + ".rgb");
    RgbImage decoded = decoder.decode(image(name), name);
    Difference difference = Difference.between(expected, decoded);
    // Equal where the JDK's libjpeg is a recent one; older ones may differ by a level.
    assertTrue(difference.max() <= 1 && difference.mean() < 0.05, difference.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb8.png",
        "palette8.png",
        "rgb24.bmp",
        "lossy.webp",
        "lossy-alpha.webp",
        "lossless.webp",
        "lossless-12.webp",
        "frames.webp",
        "rgb.tif",
        "rgb-lzw.tif",
        "rgb-deflate.tif",
        "rgb-packbits.tif",
        "tiles.tif",
        "rgb.ppm",
        "digits.pgm",
        "bits.pbm"
      })
  void everyTruncationIsNamed(String name) {
    byte[] whole = image(name);
    for (int length = 0; length < whole.length * 9 / 10; length += 1 + length / 7) {
      byte[] part = Arrays.copyOf(whole, length);
      DataException e =
          assertThrows(DataException.class, () -> decoder.decode(part, "a/" + name), name + length);
      assertTrue(e.getMessage().startsWith("image 'a/" + name + "'"), e.getMessage());
      assertTrue(e.getMessage().contains("replace the file or remove it"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "progressive.jpg",
        "rgb8.png",
        "plain.gif",
        "rgb24.bmp",
        "lossy.webp",
        "lossy-wide.webp",
        "lossy-alpha.webp",
        "lossless.webp",
        "lossless-4.webp",
        "lossless-wide.webp",
        "frames.webp",
        "rgb.tif",
        "rgb-lzw.tif",
        "rgb-deflate.tif",
        "rgb-packbits.tif",
        "predicted.tif",
        "palette.tif",
        "tiles.tif",
        "rgb16-big.tif",
        "rgb.ppm",
        "wide.pgm",
        "digits.ppm",
        "bits.pbm"
      })
  void damageIsSurvivedOrNamed(String name) {
    byte[] whole = image(name);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k < 1 + i % 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        decoder.decode(damaged, name);
      } catch (DataException e) {
        assertTrue(e.getMessage().contains(name), e.getMessage());
      }
    }
    // The reader that met the damage does not spoil the next image.
    losslessOrNearly(name);
  }

  private void losslessOrNearly(String name) {
    RgbImage expected = Expected.rgb("images/" + name + ".rgb");
    assertTrue(Difference.between(expected, decoder.decode(image(name), name)).max() <= 1);
  }

  @ParameterizedTest
  @CsvSource({
    "420.jpg, 65000, more than the limit",
    "rgb8.png, 100000, more than the limit",
    "plain.gif, 65000, more than the limit",
    "rgb24.bmp, 100000, more than the limit",
    "lossy.webp, 16383, more than the limit",
    "lossless.webp, 16383, more than the limit",
    "rgb.tif, 100000, more than the limit",
    "rgb.ppm, 100000, more than the limit",
    "lossy.webp, 9000, truncated or forged",
    "lossless.webp, 9000, truncated or forged",
    "rgb.tif, 9000, truncated or forged",
    "rgb-lzw.tif, 9000, truncated or forged",
    "rgb.ppm, 9000, truncated",
    "420.jpg, 9000, truncated or forged",
    "rgb8.png, 9000, truncated or forged",
    "plain.gif, 9000, truncated or forged",
    "rgb24.bmp, 9000, truncated",
  })
  void giantHeadersCostNoMemory(String name, int side, String expected) {
    byte[] forged = Forged.withSize(image(name), side);
    long before = threadAllocation();
    DataException e = assertThrows(DataException.class, () -> decoder.decode(forged, name));
    assertTrue(threadAllocation() - before < 1 << 20, "took memory");
    assertTrue(e.getMessage().contains(side + " x " + side), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  private static long threadAllocation() {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void pixelLimitIsConfigurable() {
    byte[] bytes = image("rgb8.png");
    assertEquals(37, new ImageDecoder(37 * 29).decode(bytes, "x").width());
    DataException e =
        assertThrows(DataException.class, () -> new ImageDecoder(37 * 29 - 1).decode(bytes, "x"));
    assertTrue(e.getMessage().contains("37 x 29 pixels, more than the limit of 1072"));
    assertThrows(DataException.class, () -> new ImageDecoder(0));
  }

  @Test
  void otherFormatsAreNamed(@TempDir Path folder) throws Exception {
    assertMessage(new byte[0], "it is empty (0 bytes)");
    assertMessage(bytes("RIFF\0\0\0\0WEBPVP8 "), "it is a WebP of only 16 bytes; replace the file");
    assertMessage(
        bytes("\0\0\0\030ftypheic\0\0\0\0mif1"),
        "expected JPEG, PNG, WebP, TIFF, GIF, BMP or PPM, got HEIC, as phones write it, which is not"
            + " read; convert it to JPEG or PNG");
    assertMessage(bytes("\0\0\0\034ftypavif\0\0\0\0"), "got AVIF, which is not read; convert it");
    assertMessage(
        bytes("<!DOCTYPE html><html>"), "got a web page and not the file: the link led to a page");
    assertMessage(
        bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
        "got a Git LFS pointer and not the file, which has 12345 bytes; get it with 'git lfs pull'");
    assertMessage(bytes("some text"), "starts with the bytes 73 6F 6D 65");
    assertMessage(bytes("BMW is a maker of cars"), "starts with the bytes 42 4D 57");
    Path missing = folder.resolve("none.jpg");
    DataException e = assertThrows(DataException.class, () -> decoder.decode(missing));
    assertTrue(e.getMessage().contains("none.jpg' does not exist"), e.getMessage());
    Path file = Files.write(folder.resolve("a.png"), image("rgb8.png"));
    assertEquals(29, decoder.decode(file).height());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void assertMessage(byte[] bytes, String expected) {
    DataException e = assertThrows(DataException.class, () -> decoder.decode(bytes, "some.jpg"));
    assertTrue(e.getMessage().contains("'some.jpg'"), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    List<String> names =
        List.of("420.jpg", "rgb8.png", "cmyk.jpg", "plain.gif", "lossy.webp", "rgb-lzw.tif");
    IntStream.range(0, 400).parallel().forEach(i -> losslessOrNearly(names.get(i % names.size())));
  }
}
