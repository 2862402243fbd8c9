package org.heredity.api.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.Entry;
import org.heredity.api.config.Names;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.data.DataException;
import org.heredity.data.Interpolation;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preprocessing.Augmentation;
import org.heredity.data.Preprocessing.Resize;
import org.heredity.data.Preset;

/**
 * A model's preprocessing as users write it: a preset's name, or a map with {@code mean}, {@code
 * std}, {@code resize}, {@code crop} and {@code interpolation}. Files carry the map as JSON under
 * {@link #KEY}. Immutable and thread-safe.
 *
 * @param written the name or the map
 * @param preset the preset, if it was a name
 * @param own the numbers, if it was a map
 */
public record PreprocessingSettings(Object written, Optional<Preset> preset, Optional<Own> own)
    implements Entry {
  /** Under which a file's metadata have it. */
  public static final String KEY = "heredity.preprocessing";

  /** Where no other is said. */
  private static final int CROP = 224;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Numbers of a model's own.
   *
   * @param mean of red, green and blue in [0,1]
   * @param std deviation, likewise
   * @param resize what the shorter side is resized to; 8/7 of the crop if nothing is said
   * @param crop side of the square that the model sees; the image size if nothing is said
   * @param interpolation how images are resized
   */
  public record Own(
      @Setting("Mean of red, green and blue, of values in [0,1]") List<Double> mean,
      @Setting("Deviation of red, green and blue") List<Double> std,
      @Setting("Pixels that the shorter side is resized to") Optional<Integer> resize,
      @Setting("Side of the square that the model sees") Optional<Integer> crop,
      @Setting(value = "How images are resized", byDefault = "bilinear")
          Interpolation interpolation) {}

  /**
   * Reads a name or a map.
   *
   * @param given as YAML or JSON has it
   * @param path where it stands, for messages
   * @return the settings; numbers are checked
   * @throws UsageException if there is no such preset, or a number cannot be
   */
  public static PreprocessingSettings read(Object given, String path) {
    if (given instanceof Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach((name, value) -> values.put(String.valueOf(name), value));
      Own own = Settings.bind(Own.class, values, path);
      PreprocessingSettings settings =
          new PreprocessingSettings(Settings.values(own), Optional.empty(), Optional.of(own));
      settings.at(own.crop().orElse(Math.min(CROP, own.resize().orElse(CROP))), path);
      return settings;
    }
    List<String> names = Arrays.stream(Preset.values()).map(Preset::word).toList();
    int found = names.indexOf(String.valueOf(given));
    if (found < 0) {
      throw new UsageException(
          "option '"
              + path
              + "': there is no preprocessing '"
              + given
              + "'; "
              + Names.advice(String.valueOf(given), names)
              + ", or write {mean: [...], std: [...], resize: 256, crop: 224}");
    }
    return new PreprocessingSettings(
        names.get(found), Optional.of(Preset.values()[found]), Optional.empty());
  }

  /**
   * A model's preprocessing of images of a size.
   *
   * @param imageSize side of the square that the model sees
   * @param path where the settings stand, for messages
   * @return the preprocessing
   * @throws UsageException if a crop was given and is another
   */
  public Preprocessing at(int imageSize, String path) {
    if (preset.isPresent()) {
      return preset.get().at(imageSize);
    }
    Own numbers = own.orElseThrow();
    int crop = numbers.crop().orElse(imageSize);
    if (crop != imageSize) {
      throw new UsageException(
          "option '"
              + path
              + "': the crop is "
              + crop
              + " pixels, but the image size "
              + imageSize
              + "; a model sees what is cropped, so make them the same");
    }
    try {
      return new Preprocessing(
          Normalisation.of(numbers.mean(), numbers.std()),
          crop,
          numbers.resize().orElse(Preset.IMAGENET.at(crop).shorter()),
          numbers.interpolation(),
          Resize.AUTO,
          Augmentation.RESIZED_CROP);
    } catch (DataException e) {
      throw new UsageException("option '" + path + "': " + e.getMessage(), e);
    }
  }

  /**
   * What a file is to carry.
   *
   * @param preprocessing of the model in the file
   * @return JSON for its metadata under {@link #KEY}
   */
  public static String stored(Preprocessing preprocessing) {
    try {
      return JSON.writeValueAsString(preprocessing.values());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and words cannot be written as JSON", e);
    }
  }

  /**
   * What a file carries.
   *
   * @param metadata of the file
   * @param file what messages call it
   * @return its model's preprocessing; empty if it says nothing
   * @throws UsageException if it is no preprocessing
   */
  public static Optional<Preprocessing> stored(Map<String, String> metadata, String file) {
    String json = metadata.get(KEY);
    if (json == null) {
      return Optional.empty();
    }
    String path = file + ", metadata " + KEY;
    try {
      PreprocessingSettings settings = read(JSON.readValue(json, Map.class), path);
      return Optional.of(settings.at(settings.own().orElseThrow().crop().orElse(CROP), path));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UsageException(
          path + ": expected a JSON object with mean, std, resize, crop and interpolation", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PreprocessingSettings that
        && preset.equals(that.preset)
        && own.equals(that.own);
  }

  @Override
  public int hashCode() {
    return 31 * preset.hashCode() + own.hashCode();
  }
}
