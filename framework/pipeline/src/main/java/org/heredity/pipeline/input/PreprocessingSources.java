package org.heredity.pipeline.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preset;
import org.heredity.engine.naming.Match;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * Where a model's preprocessing is said: by the user, in the file itself, in timm's {@code
 * config.json} beside it, or by a first layer that normalises; nowhere, and it is ImageNet's.
 *
 * @param file the model's
 * @param match what was found in it
 * @param listener hears what was found
 */
record PreprocessingSources(Path file, Match match, SuiteListener listener) {
  /**
   * The model's preprocessing.
   *
   * @param metadata of the file
   * @param given what the user says
   * @throws UsageException if the user says something else than the file
   * @throws CheckpointException if files contradict themselves or the weights
   */
  Preprocessing find(Map<String, String> metadata, Optional<PreprocessingSettings> given) {
    int size = match.spec().imageSize();
    Optional<Preprocessing> stored = stored(metadata);
    if (given.isPresent()) {
      Preprocessing said = given.get().at(size, "preprocessing");
      stored.ifPresent(made -> requireSame(made, said));
      return checked(said, "'preprocessing'");
    }
    if (stored.isPresent()) {
      return checked(stored.get(), "its metadata");
    }
    Optional<TimmConfig> config = TimmConfig.beside(file, listener);
    if (config.isPresent()) {
      Preprocessing said = config.get().of(match.spec(), match.hasHead());
      config.get().otherSize(size).ifPresent(listener::note);
      listener.note(file + ": preprocessing by " + config.get() + ": " + said.describe());
      return checked(said, config.get().toString());
    }
    Preprocessing usual = Preset.IMAGENET.at(size);
    return match.normalisation().map(usual::with).orElse(usual);
  }

  private Optional<Preprocessing> stored(Map<String, String> metadata) {
    Optional<Preprocessing> stored;
    try {
      stored = PreprocessingSettings.stored(metadata, file.toString());
    } catch (UsageException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
    int size = match.spec().imageSize();
    stored
        .filter(made -> made.imageSize() != size)
        .ifPresent(
            made ->
                listener.note(
                    file
                        + " was made for images of "
                        + made.imageSize()
                        + " pixels; here they have "
                        + size
                        + ", see the image size"));
    return stored.map(made -> made.at(size));
  }

  private void requireSame(Preprocessing made, Preprocessing said) {
    List<String> differences = made.differences(said);
    if (!differences.isEmpty()) {
      throw new UsageException(
          file
              + " was made with another preprocessing than 'preprocessing' says: "
              + String.join(", ", differences)
              + "; leave 'preprocessing' out to use the file's");
    }
  }

  /** Refuses what contradicts a first layer of the file that normalises. */
  private Preprocessing checked(Preprocessing said, String where) {
    Optional<Normalisation> layer =
        match.normalisation().filter(own -> !own.equals(said.normalisation()));
    if (layer.isPresent()) {
      throw new CheckpointException(
          file
              + ": a first layer normalises with "
              + layer.get()
              + ", but "
              + where
              + " says "
              + said.normalisation()
              + "; make them the same");
    }
    return said;
  }
}
