package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where attacks end, against PyTorch's autograd: see {@code make_transfer_expected.py}. */
class TransferReferenceTest {
  private static final int EVERY = 5;

  /** Settings under which {@code make_transfer_expected.py} runs a case, over a preset's. */
  private static final Map<String, Map<String, Object>> CASES =
      Map.ofEntries(
          Map.entry("mi", Map.of()),
          Map.entry("plain", Map.of("momentum", 0)),
          Map.entry("half-momentum", Map.of("momentum", 0.5)),
          Map.entry("ni", Map.of()),
          Map.entry("di", Map.of()),
          Map.entry("ti", Map.of()),
          Map.entry("si", Map.of()),
          Map.entry("si-ni-ti-di", Map.of()),
          Map.entry("vmi", Map.of("neighbours", 3)),
          Map.entry("vni", Map.of("neighbours", 3)),
          Map.entry("pgn", Map.of("neighbours", 3)),
          Map.entry("sia", Map.of()),
          Map.entry("bsr", Map.of()),
          Map.entry("away", Map.of("objective", "cross-entropy", "diverse", 0.5)),
          Map.entry("next", Map.of("objective", "cross-entropy", "target-class", "next")));

  static Stream<Arguments> cases() {
    return expected().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  private static Map<String, double[]> expected() {
    Map<String, double[]> all = new HashMap<>();
    try (InputStream in = TransferReferenceTest.class.getResourceAsStream("transfer.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String[] parts = line.split(" ");
        all.put(parts[0], Arrays.stream(parts).skip(1).mapToDouble(Double::parseDouble).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertEquals(2 * CASES.size(), all.size());
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsWherePyTorchDoes(String name, double[] expected) {
    String[] parts = name.split("/");
    Map<String, Object> settings = new HashMap<>(CASES.get(parts[1]));
    settings.put("target", 3);
    settings.put("steps", 4);
    settings.put("norm", parts[0].equals("linf") ? "l-infinity" : "l2");
    String preset = Published.presets().containsKey(parts[1]) ? parts[1] : "mi";
    float[][] ended = Case.of(preset, settings).run(List.of(new SmallNetwork()), 0, 1);
    int differ = 0;
    for (int i = 0; i < expected.length; i++) {
      int at = EVERY * i;
      double difference = Math.abs(ended[at / ended[0].length][at % ended[0].length] - expected[i]);
      differ += difference > 2e-5 ? 1 : 0;
    }
    // The sign of what is nearly 0 may be another in single precision; lengths are smooth.
    assertTrue(differ <= (parts[0].equals("linf") ? 1 : 0), differ + " of " + expected.length);
  }
}
