package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.heredity.data.Expected.Difference;
import org.heredity.data.Preprocessing.Resize;
import org.heredity.data.Resampling.Box;
import org.heredity.data.decode.ImageDecoder;
import org.junit.jupiter.api.Test;

class RealPhotosTest {
  /** Half a level on average, decoding included. */
  private static final double TOLERANCE = 0.5;

  @Test
  void photographsAreDecodedAndPreprocessedAsByTorchvision() throws Exception {
    Path shared = Expected.shared();
    assumeTrue(shared != null, "no folder 'shared' with real photographs beside the checkout");
    Path archive = shared.resolve("data/photos6.zip");
    assumeTrue(Files.isReadable(archive), "no photos6.zip");
    ImageDecoder decoder = new ImageDecoder();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (String[] view : Expected.table("photos/list.tsv")) {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(zip.getEntry(view[1]))) {
          bytes = in.readAllBytes();
        }
        RgbImage image = decoder.decode(bytes, view[1]);
        int size = Integer.parseInt(view[3]);
        RgbImage result;
        if (view[2].equals("test")) {
          result = new Preprocessing(size, Resize.AUTO).testView(image);
        } else {
          int[] box = Stream.of(view[2].split(",")).mapToInt(Integer::parseInt).toArray();
          result = PreprocessingTest.resized(image, new Box(box[0], box[1], box[2], box[3]), size);
        }
        RgbImage expected = Expected.rgb("photos/" + view[0] + ".rgb");
        Difference difference = Difference.between(expected, result);
        assertTrue(difference.mean() < TOLERANCE, view[1] + ": " + difference);
      }
    }
  }
}
