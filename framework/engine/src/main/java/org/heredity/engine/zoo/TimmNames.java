package org.heredity.engine.zoo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What timm calls the modules of a network that torchvision has, too. Collects pairs; not
 * thread-safe.
 */
final class TimmNames {
  /** By torchvision's name, timm's. */
  private final Map<String, String> names = new LinkedHashMap<>();

  TimmNames put(String torchvision, String timm) {
    names.put(torchvision, timm);
    return this;
  }

  /** Convolution and batch norm. */
  TimmNames unit(String torchvision, String convolution, String norm) {
    return put(torchvision + ".0", convolution).put(torchvision + ".1", norm);
  }

  /**
   * An inverted residual.
   *
   * @param torchvision its module, up to the parts' numbers
   * @param expands whether it begins with a convolution of 1x1
   * @param excites whether it has squeeze and excitation
   */
  TimmNames inverted(String torchvision, String timm, boolean expands, boolean excites) {
    int part = 0;
    int norm = 1;
    if (expands) {
      unit(torchvision + part++, timm + ".conv_pw", timm + ".bn" + norm++);
    }
    unit(torchvision + part++, timm + ".conv_dw", timm + ".bn" + norm++);
    if (excites) {
      String excite = torchvision + part++;
      put(excite + ".fc1", timm + ".se.conv_reduce");
      put(excite + ".fc2", timm + ".se.conv_expand");
    }
    return unit(
        torchvision + part, timm + (expands ? ".conv_pwl" : ".conv_pw"), timm + ".bn" + norm);
  }

  /** By torchvision's name, timm's. */
  Map<String, String> fromTorchvision() {
    return Map.copyOf(names);
  }

  /** By timm's name, torchvision's. */
  Map<String, String> toTorchvision() {
    Map<String, String> back = new LinkedHashMap<>();
    names.forEach((torchvision, timm) -> back.put(timm, torchvision));
    return Map.copyOf(back);
  }
}
