package org.heredity.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Deeplearning4j's ModelSerializer's zip files: told apart here, and read by Deeplearning4j. */
final class Dl4jFormat implements CheckpointFormat {
  private static final Set<String> ENTRIES = Set.of("configuration.json", "coefficients.bin");

  @Override
  public String name() {
    return "Deeplearning4j zip";
  }

  @Override
  public boolean recognises(FileBytes file) {
    return ZipArchive.claimed(file) && ZipArchive.open(file).names().containsAll(ENTRIES);
  }

  @Override
  public Checkpoint read(FileBytes file, Path folder, Optional<String> choice) {
    throw new CheckpointException(
        "this is a Deeplearning4j model (configuration.json, coefficients.bin), not a state dict; "
            + "it can only be read as a whole network, such as a teacher");
  }
}
