package org.heredity.baselines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What make_remos_expected.py wrote of one convolution. */
record ExpectedSlice(
    String convolution, long[] shape, int[] in, int[] out, Map<Double, Kept> kept) {
  /** How many weights stay at a ratio, and the digest of which. */
  record Kept(int count, String digest) {}

  /** All convolutions of a network, in module order. */
  static List<ExpectedSlice> of(String network) {
    List<ExpectedSlice> slices = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ExpectedSlice.class.getResourceAsStream("remos-" + network + ".txt"),
                StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        String[] conv = line.split(" ");
        long out = Long.parseLong(conv[2]);
        long in = Long.parseLong(conv[3]);
        long kernel = Long.parseLong(conv[4]);
        int[] ins = counts(reader.readLine());
        int[] outs = counts(reader.readLine());
        Map<Double, Kept> kept = new LinkedHashMap<>();
        line = reader.readLine();
        while (line != null && line.startsWith("kept ")) {
          String[] words = line.split(" ");
          kept.put(Double.valueOf(words[1]), new Kept(Integer.parseInt(words[2]), words[3]));
          line = reader.readLine();
        }
        slices.add(
            new ExpectedSlice(conv[1], new long[] {out, in, kernel, kernel}, ins, outs, kept));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return slices;
  }

  private static int[] counts(String line) {
    String[] words = line.split(" ");
    return Arrays.stream(words, 1, words.length).mapToInt(Integer::parseInt).toArray();
  }

  String weight() {
    return convolution + ".weight";
  }

  /** The formula's convolution weights of a network, in module order. */
  static ConvolutionWeights weights(List<ExpectedSlice> slices, long seed) {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (ExpectedSlice slice : slices) {
      weights.put(slice.weight(), Formula.values(slice.weight(), slice.shape(), seed));
    }
    return ConvolutionWeights.of(StateDict.of(weights));
  }

  /** The expected coverage of a network. */
  static CoverageProfile coverage(List<ExpectedSlice> slices) {
    Map<String, INDArray> counts = new LinkedHashMap<>();
    for (ExpectedSlice slice : slices) {
      counts.put(slice.convolution() + ".in", Nd4j.createFromArray(slice.in()));
      counts.put(slice.convolution() + ".out", Nd4j.createFromArray(slice.out()));
    }
    return CoverageProfile.of(StateDict.of(counts));
  }
}
