package org.heredity.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where stages end in a graph of which nobody says it. */
class StagesTest {
  @ParameterizedTest
  @CsvSource({"resnet18, 8, 224", "resnet18, 8, 32", "resnet50, 4, 64", "resnet20, 8, 32"})
  void theyAreThoseOfTheArchitecture(String name, int width, int side) {
    NetworkSpec spec = new NetworkSpec(Architectures.named(name), width, 5, side);
    List<String> found = spec.plan().stages(side);
    assertEquals(spec.architecture().stages(), found);
  }

  /** Where a stage begins without a shortcut, it begins behind its first convolution. */
  @Test
  void ofOthersTheyAreTheLastResultsOfASide() {
    NetworkSpec dense = new NetworkSpec(Architectures.named("densenet121"), 8, 5, 224);
    assertEquals(
        List.of(
            "features.transition1.conv",
            "features.transition2.conv",
            "features.transition3.conv",
            "features.relu5"),
        dense.plan().stages(224));
    NetworkSpec reg = new NetworkSpec(Architectures.named("regnet_y_400mf"), 32, 5, 224);
    List<String> found = reg.plan().stages(224);
    assertEquals("stem.2", found.get(0));
    assertEquals(reg.architecture().stages(), found.subList(1, found.size()));
    NetworkSpec mobile = new NetworkSpec(Architectures.named("mobilenet_v2"), 8, 5, 224);
    assertEquals(
        List.of(
            "features.2.conv.0.2",
            "features.4.conv.0.2",
            "features.7.conv.0.2",
            "features.14.conv.0.2",
            "features.18.2"),
        mobile.plan().stages(224));
  }
}
