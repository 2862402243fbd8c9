package org.heredity.reengineering;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.config.Names;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;

/**
 * How direct reuse searches. Defaults are those published for ResNet20 on CIFAR-10.
 *
 * @param lrMask Adam's rate on the mask
 * @param lrHead Adam's rate on the head
 * @param alpha weight of the share of weights retained
 * @param epochs published number of epochs, which the training scale multiplies
 * @param headEvery every how many epochs the head alone is trained, the first among them
 * @param patience epochs without a better one after which it stops; 0 for never
 */
public record DirectSettings(
    @Setting(value = "Adam's learning rate on the mask", byDefault = "0.05", min = 0, max = 100)
        double lrMask,
    @Setting(value = "Adam's learning rate on the head", byDefault = "0.1", min = 0, max = 100)
        double lrHead,
    @Setting(
            value = "weight of the share of weights retained in the search's loss",
            byDefault = "1",
            min = 0,
            max = 1e6)
        double alpha,
    @Setting(
            value = "published number of epochs, which the training scale multiplies",
            byDefault = "300",
            min = 1,
            max = 1e6)
        int epochs,
    @Setting(
            value = "every how many epochs the head alone is trained, the first among them",
            byDefault = "5",
            min = 2,
            max = 1e6)
        int headEvery,
    @Setting(
            value = "epochs without a better one after which the search stops; 0 for never",
            byDefault = "0",
            min = 0,
            max = 1e6)
        int patience) {

  /**
   * Binds settings, and under them those of a preset.
   *
   * @param preset its name; null for none
   * @param values what the user set, by kebab-case name
   * @throws UsageException if there is no such preset, or a setting is out of range
   */
  public static DirectSettings of(String preset, Map<String, Object> values) {
    Map<String, Object> merged = new LinkedHashMap<>();
    if (preset != null) {
      Map<String, Map<String, Object>> presets = presets();
      if (!presets.containsKey(preset)) {
        throw new UsageException(
            "--preset: there is no '" + preset + "'; " + Names.advice(preset, presets.keySet()));
      }
      merged.putAll(presets.get(preset));
    }
    merged.putAll(values);
    return Settings.bind(DirectSettings.class, merged, "");
  }

  /** Published settings by teacher and kind of problem, as a user would write them. */
  public static Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    presets.put("paper-vgg16-cifar10", Map.of("lr-mask", 0.01, "alpha", 1));
    presets.put("paper-vgg16-cifar100", Map.of("lr-mask", 0.05, "alpha", 1.5));
    presets.put("paper-resnet20-cifar10", Map.of("lr-mask", 0.05, "alpha", 1));
    presets.put("paper-resnet20-cifar100", Map.of("lr-mask", 0.12, "alpha", 1.5));
    presets.put("paper-resnet20-superclass", Map.of("lr-mask", 0.1, "alpha", 2));
    presets.put("paper-resnet50-imagenet", Map.of("lr-mask", 0.05, "alpha", 2));
    return presets;
  }

  /** Whether an epoch, from 0, trains the head alone. */
  boolean headAlone(int epoch) {
    return epoch % headEvery == 0;
  }
}
