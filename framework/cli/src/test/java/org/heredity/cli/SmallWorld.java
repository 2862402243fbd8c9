package org.heredity.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.data.Randomness;
import org.heredity.engine.Architecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;

/** A teacher of random weights and a few images: everything real, and small. */
final class SmallWorld {
  static final List<String> CLASSES = List.of("blue", "green", "red");
  static final int SIDE = 32;

  private SmallWorld() {}

  /** {@code train/<class>/<n>.png} and {@code test/<class>/<n>.png}. */
  static Path images(Path folder) throws IOException {
    for (String split : List.of("train", "test")) {
      for (int label = 0; label < CLASSES.size(); label++) {
        Path place = Files.createDirectories(folder.resolve(split).resolve(CLASSES.get(label)));
        for (int n = 0; n < 8; n++) {
          Randomness randomness = Randomness.of(7).at(split).at(label).at(n);
          BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
          for (int p = 0; p < SIDE * SIDE; p++) {
            int noise = (int) (100 * randomness.uniform(p));
            image.setRGB(p % SIDE, p / SIDE, noise * 0x010101 + (100 << (8 * label)));
          }
          ImageIO.write(image, "png", place.resolve(n + ".png").toFile());
        }
      }
    }
    return folder;
  }

  /** A checkpoint of an untrained network of width 8. */
  static Path model(Path file, Architecture architecture, int classes) {
    return model(file, new NetworkSpec(architecture, 8, classes, SIDE));
  }

  /** A checkpoint of an untrained network. */
  static Path model(Path file, NetworkSpec spec) {
    try (Network network = Network.create(spec, Randomness.of(3))) {
      SafetensorsWriter.write(file, network.stateDict(), Map.of());
    }
    return file;
  }

  /** A suite of one cell that takes a second. */
  static Path suite(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("suite.yaml"),
        """
        name: small
        teacher: {architecture: resnet18, checkpoint: teacher.safetensors, image-size: 32}
        targets: [{name: colours, path: images}]
        methods: [{fine-tune: {iterations: 4}}]
        attacks: [{penultimate-pgd: {steps: 3}}]
        batch-size: 8
        gallery-images: 1
        """);
  }
}
