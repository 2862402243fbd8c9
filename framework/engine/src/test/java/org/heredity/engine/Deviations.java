package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far a network's results are from others. What exceeds its tolerance fails the test once all
 * is compared; what was measured is left in target/parity, for docs/parity.md.
 */
final class Deviations implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "parity");

  private final String name;
  private final List<String> measured = new ArrayList<>();
  private final List<String> exceeded = new ArrayList<>();

  /**
   * Of one test of one network.
   *
   * @param name of both
   */
  Deviations(String name) {
    this.name = name;
  }

  /** Holds a deviation to a tolerance. */
  void hold(String quantity, double deviation, double tolerance) {
    measured(quantity, deviation, Double.toString(tolerance));
    // Not a number exceeds.
    if (!(deviation <= tolerance)) {
      exceeded.add(quantity + " is off by " + deviation + ", more than " + tolerance);
    }
  }

  /** Notes a deviation that another test holds. */
  void measured(String quantity, double deviation, String remark) {
    measured.add(
        String.format(Locale.ROOT, "%s\t%.1e\t%s\t%s%n", quantity, deviation, remark, name));
  }

  @Override
  public void close() throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve(name + ".tsv"), String.join("", measured));
    assertTrue(!measured.isEmpty(), "nothing was compared of " + name);
    assertTrue(exceeded.isEmpty(), name + ": " + String.join("; ", exceeded));
  }
}
