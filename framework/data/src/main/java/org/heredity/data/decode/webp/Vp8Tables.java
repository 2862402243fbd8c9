package org.heredity.data.decode.webp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

/** The numbers that RFC 6386 prescribes: probabilities and steps of quantisation. */
final class Vp8Tables {
  /** Types of blocks times bands times contexts times probabilities. */
  private static final int COEFFICIENTS = 4 * 8 * 3 * 11;

  private static final Map<String, int[]> TABLES = read();

  private Vp8Tables() {}

  /** Probabilities of coefficients that a frame starts with; a new array. */
  static int[] coefficients() {
    return Arrays.copyOf(TABLES.get("coefficients"), COEFFICIENTS);
  }

  /** How likely each of those stays as it is. */
  static int update(int index) {
    return TABLES.get("updates")[index];
  }

  /** Where the 9 probabilities of a block's mode are, by the modes above and to the left. */
  static int modes(int above, int left) {
    return (above * 10 + left) * 9;
  }

  /** A probability at and after {@link #modes}. */
  static int mode(int index) {
    return TABLES.get("block-modes")[index];
  }

  /** The step of a first coefficient. */
  static int dc(int index) {
    return TABLES.get("dc")[Math.max(0, Math.min(127, index))];
  }

  /** The step of all others. */
  static int ac(int index) {
    return TABLES.get("ac")[Math.max(0, Math.min(127, index))];
  }

  private static Map<String, int[]> read() {
    Map<String, int[]> tables = new HashMap<>();
    try (InputStream in = Vp8Tables.class.getResourceAsStream("vp8.txt");
        Scanner scanner = new Scanner(in, StandardCharsets.US_ASCII)) {
      while (scanner.hasNext()) {
        String name = scanner.next();
        int[] numbers = new int[COEFFICIENTS];
        int count = 0;
        while (scanner.hasNextInt()) {
          numbers[count++] = scanner.nextInt();
        }
        tables.put(name, Arrays.copyOf(numbers, count));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }
}
