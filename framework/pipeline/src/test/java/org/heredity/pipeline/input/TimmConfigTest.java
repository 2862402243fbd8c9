package org.heredity.pipeline.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of timm's that are those of several networks here. */
class TimmConfigTest {
  @TempDir Path folder;

  private Preprocessing of(String called, String architecture, int width) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architecture\": \"" + called + "\", \"pretrained_cfg\": {\"crop_pct\": 0.5}}");
    Architecture known =
        Architectures.all().stream()
            .filter(one -> one.name().equals(architecture))
            .findAny()
            .orElseThrow();
    return TimmConfig.beside(folder.resolve("model.safetensors"), new SuiteListener() {})
        .orElseThrow()
        .of(new NetworkSpec(known, width, 5, 64), true);
  }

  @ParameterizedTest
  @CsvSource({"convnext_pico,64", "convnext_femto,48", "convnext_atto.d2_in1k,40"})
  void theNarrowOnesHaveTheLayersOfPico(String called, int width) throws IOException {
    assertEquals(128, of(called, "convnext_pico", width).shorter());
  }

  @Test
  void theirNamesAreNoOtherNetworks() {
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> of("convnext_femto.d1_in1k", "convnext_tiny", 96));
    assertTrue(
        e.getMessage().contains("architecture is convnext_femto.d1_in1k, but the weights are a"),
        e.getMessage());
  }
}
