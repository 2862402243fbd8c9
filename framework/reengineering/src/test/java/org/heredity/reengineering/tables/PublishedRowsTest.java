package org.heredity.reengineering.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.PublishedTables;
import org.heredity.reengineering.DirectSettings;
import org.junit.jupiter.api.Test;

class PublishedRowsTest {
  private static final PublishedRows ROWS = PublishedRows.read();

  @Test
  void everyPresetHasItsRow() {
    for (String preset : DirectSettings.presets().keySet()) {
      assertTrue(ROWS.find(Optional.empty(), Optional.of(preset)).isPresent(), preset);
    }
    assertEquals(DirectSettings.presets().size(), ROWS.rows().size());
  }

  @Test
  void unitsAreOnes() {
    PublishedTables row = ROWS.rows().get("resnet20-cifar10");
    assertEquals(0.27e6, row.weights().before(), 1e-3);
    assertEquals(0.9581, row.acc().after(), 1e-9);
    assertEquals(9.34e6, row.flops().after(), 1e-3);
    assertEquals(1.40, row.time().before());
    // The paper prints 0.20, 0.17 and 14.33%; the last says more.
    assertEquals(-0.1433, row.neurons().change(), 1e-5);
    assertTrue(Double.isNaN(row.scratch()));
    assertEquals(0.7556, ROWS.rows().get("resnet50-imagenet").scratch(), 1e-9);
  }

  @Test
  void aRowIsNamedOrGoesByThePreset() {
    Optional<String> preset = Optional.of("paper-vgg16-cifar10");
    assertEquals(Optional.empty(), ROWS.find(Optional.of("none"), preset));
    assertEquals(Optional.empty(), ROWS.find(Optional.empty(), Optional.empty()));
    assertEquals(
        "ResNet20-CIFAR100",
        ROWS.find(Optional.of("resnet20-cifar100"), preset).orElseThrow().row());
    Exception e =
        assertThrows(UsageException.class, () -> ROWS.find(Optional.of("resnet20-cifar1"), preset));
    assertTrue(
        e.getMessage().startsWith("option 'published': there is no row 'resnet20-cifar1'; did you"),
        e.getMessage());
  }
}
