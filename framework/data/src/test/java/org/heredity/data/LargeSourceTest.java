package org.heredity.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.heredity.data.Preprocessing.Resize;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A source that is larger than all memory that its process may have streams. */
@Tag("slow")
class LargeSourceTest {
  private static final int IMAGES = 3000;
  private static final int SIDE = 400;

  @Test
  void streamsWhatFitsNeitherTheHeapNorTheMemoryBesideIt() throws Exception {
    // 1.4 GB of pixels and 1.8 GB of tensors, through a tenth of that each.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dorg.bytedeco.javacpp.maxbytes=128m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeSourceTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  /** Goes through the test images once, and through an epoch of training. */
  public static void main(String[] arguments) {
    Preprocessing preprocessing = new Preprocessing(224, Resize.AUTO);
    int seen = 0;
    try (Batches batches = Batches.test(new Large(), preprocessing, 32)) {
      while (batches.hasNext()) {
        seen += taken(batches);
      }
    }
    try (Batches batches = Batches.train(new Large(), preprocessing, 32, Randomness.of(1), 0, 0)) {
      for (int i = 0; i < (IMAGES + 31) / 32; i++) {
        seen += taken(batches);
      }
    }
    System.exit(seen == 2 * IMAGES ? 0 : 3);
  }

  private static int taken(Batches batches) {
    Batch batch = batches.next();
    int size = batch.size();
    batches.release(batch);
    return size;
  }

  private static final class Large implements ImageSource {
    @Override
    public int size() {
      return IMAGES;
    }

    @Override
    public String id(int index) {
      return "large/" + index;
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public RgbImage read(int index) {
      return new RgbImage(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
    }
  }
}
