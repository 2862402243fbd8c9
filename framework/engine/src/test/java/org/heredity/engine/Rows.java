package org.heredity.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows of reference values in a text file, as make_nodes.py writes them: of a tensor its largest
 * absolute value, its sum under signs from the formula, and values at places from the formula.
 */
final class Rows {
  private final Map<String, double[]> rows = new LinkedHashMap<>();

  /** Reads the file that lies beside this class. */
  static Rows of(String file) {
    Rows all = new Rows();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Rows.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        double[] numbers = new double[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(words[i + 1]);
        }
        all.rows.put(words[0], numbers);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  /** By what follows a prefix, the rows that begin with it. */
  Map<String, double[]> behind(String prefix) {
    Map<String, double[]> some = new LinkedHashMap<>();
    rows.forEach(
        (name, row) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), row);
          }
        });
    return some;
  }

  /**
   * How far a tensor is from a row, relative to the largest value; the sum, which adds up what
   * rounding leaves everywhere, counts by the root of the number of values.
   *
   * @param quantity by which signs and places were chosen
   */
  static double deviation(double[] row, String quantity, INDArray tensor) {
    double[] values = tensor.dup('c').data().asDouble();
    float[] signs = Formula.uniform(quantity + ".signs", values.length, 0);
    float[] places = Formula.uniform(quantity + ".places", row.length - 2L, 0);
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      sum += signs[i] < 0.5f ? -values[i] : values[i];
      largest = Math.max(largest, Math.abs(values[i]));
    }
    double off =
        Math.max(Math.abs(largest - row[0]), Math.abs(sum - row[1]) / Math.sqrt(values.length));
    for (int i = 0; i < places.length; i++) {
      double value = values[(int) ((double) places[i] * values.length)];
      off = Math.max(off, Math.abs(value - row[2 + i]));
    }
    return off / Math.max(row[0], Double.MIN_NORMAL);
  }
}
