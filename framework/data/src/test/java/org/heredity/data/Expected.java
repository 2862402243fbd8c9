package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Images of the test resources and what Pillow and torchvision make of them. */
final class Expected {
  private Expected() {}

  static byte[] bytes(String resource) {
    try (InputStream in = Expected.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String[]> table(String resource) {
    String text = new String(bytes(resource), StandardCharsets.UTF_8);
    return text.lines().map(line -> line.split("\t")).toList();
  }

  /** A line "WIDTH HEIGHT", then the pixels. */
  static RgbImage rgb(String resource) {
    byte[] bytes = bytes(resource);
    int end = 0;
    while (bytes[end] != '\n') {
      end++;
    }
    String[] size = new String(bytes, 0, end, StandardCharsets.US_ASCII).split(" ");
    return new RgbImage(
        Integer.parseInt(size[0]),
        Integer.parseInt(size[1]),
        Arrays.copyOfRange(bytes, end + 1, bytes.length));
  }

  /** How far apart two pictures of one size are: mean and largest difference of a sample. */
  record Difference(double mean, int max) {
    static Difference between(RgbImage a, RgbImage b) {
      if (a.width() != b.width() || a.height() != b.height()) {
        throw new AssertionError(
            a.width() + " x " + a.height() + " against " + b.width() + " x " + b.height());
      }
      long sum = 0;
      int max = 0;
      for (int i = 0; i < a.rgb().length; i++) {
        int difference = Math.abs((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF));
        sum += difference;
        max = Math.max(max, difference);
      }
      return new Difference((double) sum / a.rgb().length, max);
    }
  }

  /** The folder of real data beside the checkout, or null. */
  static Path shared() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path shared = at.resolve("shared");
      if (Files.isDirectory(shared.resolve("data"))) {
        return shared;
      }
    }
    return null;
  }
}
