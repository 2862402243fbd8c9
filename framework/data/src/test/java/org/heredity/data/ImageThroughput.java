package org.heredity.data;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.heredity.data.Preprocessing.Resize;
import org.heredity.data.decode.ImageDecoder;

/**
 * Processor seconds for images, those of the compiler and the collector included: for each line
 * {@code FOLDER decode|train|test SIZE PASSES} of standard input, all files of the folder are gone
 * through by one thread and the seconds printed. The script compare_throughput.py drives it beside
 * torchvision.
 */
final class ImageThroughput {
  private ImageThroughput() {}

  public static void main(String[] args) throws IOException {
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ImageDecoder decoder = new ImageDecoder();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Path loaded = null;
    List<byte[]> files = List.of();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Path folder = Path.of(words[0]);
      if (!folder.equals(loaded)) {
        files = read(folder);
        loaded = folder;
      }
      Preprocessing preprocessing = new Preprocessing(Integer.parseInt(words[2]), Resize.AUTO);
      float[] out = new float[preprocessing.length()];
      long start = machine.getProcessCpuTime();
      for (int i = 0; i < files.size() * Integer.parseInt(words[3]); i++) {
        RgbImage image = decoder.decode(files.get(i % files.size()), "image " + i);
        switch (words[1]) {
          case "decode" -> {}
          case "train" -> preprocessing.train(image, Randomness.of(start).at(i), out, 0);
          case "test" -> preprocessing.test(image, out, 0);
          default -> throw new IllegalArgumentException(line);
        }
      }
      System.out.println((machine.getProcessCpuTime() - start) / 1e9);
    }
  }

  private static List<byte[]> read(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.sorted().toList()) {
        files.add(Files.readAllBytes(path));
      }
    }
    return files;
  }
}
